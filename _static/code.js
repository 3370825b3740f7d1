// How much code a page shows: all, short cells or none. Runs before the first paint, so that a page
// does not jump. The build leaves the short cells open, which holds without a script.
(() => {
  "use strict";
  const MODES = ["all", "short", "none"];

  let mode = "short";
  try {
    const kept = localStorage.getItem("code");
    if (MODES.includes(kept)) mode = kept;
  } catch {
    // A browser that keeps nothing for this page shows what the build made.
  }

  const isShort = (fold) => fold.parentElement.matches(".tag_short");
  const show = (fold) => (fold.open = mode === "all" || (mode === "short" && isShort(fold)));

  // Each fold and choice is set as soon as it is read, before anybody sees it.
  function setAsRead() {
    const set = (node) => {
      if (node.matches?.("details.hide")) show(node);
      if (node.matches?.(".code-switch input")) node.checked = node.value === mode;
    };
    new MutationObserver((records, watcher) => {
      for (const { addedNodes } of records) addedNodes.forEach(set);
      if (document.readyState !== "loading") watcher.disconnect();
    }).observe(document, { childList: true, subtree: true });
  }

  if (mode !== "short") setAsRead();

  document.addEventListener("page-shown", () => {
    for (const input of document.querySelectorAll(".code-switch input")) input.checked = input.value === mode;
  });

  document.addEventListener("change", ({ target }) => {
    if (!target.matches(".code-switch input")) return;
    mode = target.value;
    document.querySelectorAll("details.hide").forEach(show);
    try {
      localStorage.setItem("code", mode);
    } catch {
      // Without storage the choice holds for this page only.
    }
  });
})();
