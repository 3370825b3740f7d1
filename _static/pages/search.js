// The search page: shows what SEARCH of search-find.js finds for the query of the address.
(() => {
  "use strict";
  const MOST = 30;
  const MOST_NEAR = 8; // where nothing has all that is asked for
  const AROUND = 90; // characters of text shown on either side of a hit
  const query = (new URLSearchParams(location.search).get("q") || "").trim();

  // The stretch of a text with the most hits, cut where words end.
  function excerpt(text, phrases) {
    const places = SEARCH.placesIn(text, phrases);
    const isNear = (from, place) => place.from >= from && place.to <= from + 2 * AROUND;
    const near = ({ from }) => places.filter((place) => isNear(from, place)).length;
    const best = places.reduce((a, b) => (near(b) > near(a) ? b : a), places[0] || { from: 0 });
    let from = Math.max(0, best.from - AROUND);
    if (from > 0) from = text.indexOf(" ", from) + 1;
    let to = best.from + 2 * AROUND;
    if (to < text.length) to = text.lastIndexOf(" ", to);
    return (from > 0 ? "… " : "") + text.slice(from, to) + (to < text.length ? " …" : "");
  }

  function mark(text, phrases) {
    const line = document.createElement("p");
    let at = 0;
    for (const { from, to } of SEARCH.placesIn(text, phrases)) {
      if (from < at) continue; // two phrases share a word
      const hit = document.createElement("mark");
      hit.textContent = text.slice(from, to);
      line.append(text.slice(at, from), hit);
      at = to;
    }
    line.append(text.slice(at));
    return line;
  }

  function item([page, anchor, title, text], phrases) {
    const entry = document.createElement("li");
    const link = document.createElement("a");
    const titleOfPage = SEARCH.titleOfPage.get(page);
    const isTop = titleOfPage === title;
    const root = document.documentElement.dataset.content_root;
    link.href = root + page + (isTop ? "" : `#${anchor}`);
    link.textContent = title;
    entry.append(link);
    if (!isTop) {
      const where = document.createElement("span");
      where.textContent = titleOfPage;
      entry.append(" ", where);
    }
    entry.append(mark(excerpt(text, phrases), phrases));
    return entry;
  }

  function status(isExact, count) {
    if (!count) return `Nothing has “${query}” or is near it. These are the pages:`;
    if (!isExact) return `Nothing has all of “${query}”. Nearest to it:`;
    const number = `${count} ${count === 1 ? "section" : "sections"} for “${query}”`;
    return count > MOST ? `${number}, the first ${MOST} of them` : number;
  }

  // What is typed meanwhile stays.
  const fill = () => document.querySelectorAll('input[name="q"]').forEach((field) => (field.value ||= query));
  fill();
  document.addEventListener("page-shown", fill);
  if (!query) {
    document.querySelector(".search-form input").focus();
    return;
  }
  const { isExact, phrases, sections } = SEARCH.find(query);
  const tops = SECTIONS.filter(([page, , title]) => SEARCH.titleOfPage.get(page) === title);
  const shown = sections.length ? sections.slice(0, isExact ? MOST : MOST_NEAR) : tops;
  const items = shown.map((section) => item(section, phrases));
  document.getElementById("search-results").append(...items);
  document.getElementById("search-status").textContent = status(isExact, sections.length);
})();
