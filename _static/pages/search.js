// Search over the sections of the book. search-index.js sets SECTIONS: [page, anchor, title, text].
(() => {
  "use strict";
  const MOST = 30;
  const AROUND = 90; // characters of text shown on either side of a hit
  const query = (new URLSearchParams(location.search).get("q") || "").trim();
  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  const words = plain(query).split(/\s+/).filter(Boolean);
  const titleOfPage = new Map(SECTIONS.map(([page, , title]) => [page, title]).reverse());

  // A word counts where a word of the text begins with it, and ten times in a title.
  function score([page, , title, text]) {
    let sum = 0;
    for (const word of words) {
      const hits = (where) => ` ${plain(where).replace(/[^\p{L}\p{N}'.]+/gu, " ")}`.split(` ${word}`).length - 1;
      const found = 10 * hits(title) + Math.min(hits(text), 5) + (hits(titleOfPage.get(page)) ? 1 : 0);
      if (!found) return 0;
      sum += found;
    }
    return sum;
  }

  function excerpt(text) {
    const at = Math.max(0, plain(text).indexOf(words[0]));
    let from = Math.max(0, at - AROUND);
    if (from > 0) from = text.indexOf(" ", from) + 1;
    const cut = text.slice(from, at + 2 * AROUND);
    return (from > 0 ? "… " : "") + cut + (from + cut.length < text.length ? " …" : "");
  }

  function mark(text) {
    const line = document.createElement("p");
    const starts = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
    text.split(new RegExp(`(?<![\\p{L}\\p{N}])(${starts})`, "giu")).forEach((part, k) => {
      const node = k % 2 ? document.createElement("mark") : document.createTextNode("");
      node.textContent = part;
      line.append(node);
    });
    return line;
  }

  function entry([page, anchor, title, text]) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const top = titleOfPage.get(page) === title;
    link.href = document.documentElement.dataset.content_root + page + (top ? "" : `#${anchor}`);
    link.textContent = title;
    item.append(link);
    if (!top) {
      const where = document.createElement("span");
      where.textContent = titleOfPage.get(page);
      item.append(" ", where);
    }
    item.append(mark(excerpt(text)));
    return item;
  }

  document.querySelectorAll('input[name="q"]').forEach((field) => (field.value = query));
  if (!words.length) {
    document.querySelector(".search-form input").focus();
    return;
  }
  const found = SECTIONS.map((section) => [score(section), section])
    .filter(([points]) => points > 0)
    .sort(([a], [b]) => b - a);
  document.getElementById("search-results").append(...found.slice(0, MOST).map(([, section]) => entry(section)));
  document.getElementById("search-status").textContent = found.length
    ? `${found.length} ${found.length === 1 ? "section" : "sections"} with “${query}”${found.length > MOST ? `, the first ${MOST} of them` : ""}`
    : `Nothing contains “${query}”. Try fewer or shorter words: the beginning of a word is enough.`;
})();
