// Lets a copy of text have each formula as TeX, once. Beside it stand the formulas of the page and,
// in the same order, what shows them: a page loads this when a text is first selected.
(formulas, shown) => {
  "use strict";

  // What is selected, with formulas whole, as elements that hold their TeX instead.
  function withTex(range) {
    const edge = (node) => (node.closest ? node : node.parentElement).closest(".math");
    const [first, last] = [edge(range.startContainer), edge(range.endContainer)];
    if (first) range.setStartBefore(first);
    if (last) range.setEndAfter(last);
    const sources = shown.filter((formula) => range.intersectsNode(formula));
    const copy = document.createElement("div");
    copy.append(range.cloneContents());
    const copies = [...copy.querySelectorAll(".math:not(.glimpse .math)")];
    copies.forEach((formula, k) => {
      const tex = formulas[shown.indexOf(sources[k])];
      const [one, ...more] = formula.querySelectorAll(".katex-display, .katex:not(.katex-display *)");
      one.replaceWith(formula.localName === "div" ? `$$${tex}$$` : `$${tex}$`);
      for (const other of more) other.remove();
    });
    for (const button of copy.querySelectorAll("button")) button.remove();
    return copies.length && copy;
  }

  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (event.target.closest?.("input, textarea") || !selection.rangeCount) return;
    const copy = withTex(selection.getRangeAt(0).cloneRange());
    if (!copy) return;
    copy.style.cssText = "position: fixed; left: -200vw";
    document.body.append(copy); // only what is laid out has lines
    event.clipboardData.setData("text/plain", copy.innerText);
    event.clipboardData.setData("text/html", copy.innerHTML);
    event.preventDefault();
    copy.remove();
  });
}
