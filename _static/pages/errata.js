// The errata, filtered by chapter and verdict. An entry is a section with a verdict line,
// <p class="erratum" data-verdict=... data-chapter=...>, in which an element carries the address.
// The choice stands in the query of the page's address; a link to an entry always shows it.
(() => {
  "use strict";
  const lines = [...document.querySelectorAll("p.erratum")];
  if (!lines.length) return;

  const VERDICTS = ["right", "right under a condition", "imprecise", "wrong"];
  const values = {
    chapter: [...new Set(lines.map((line) => line.dataset.chapter))].sort((a, b) => a - b),
    verdict: VERDICTS,
  };
  const entry = (line) => line.closest("section");
  const groups = new Set(lines.map((line) => entry(line).parentElement));

  const form = document.createElement("form");
  form.className = "errata-filter";
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", "Filter the entries");
  const selects = Object.keys(values).map((name) => {
    const select = Object.assign(document.createElement("select"), { name });
    select.append(new Option("all", ""), ...values[name].map((value) => new Option(value)));
    const label = document.createElement("label");
    label.append(name[0].toUpperCase() + name.slice(1), select);
    form.append(label);
    return select;
  });
  const count = document.createElement("p");
  count.setAttribute("aria-live", "polite");
  form.append(count);

  const fits = (line) =>
    selects.every(({ name, value }) => !value || line.dataset[name] === value);

  function filter() {
    for (const line of lines) entry(line).hidden = !fits(line);
    for (const group of groups) {
      group.hidden = !lines.some((line) => fits(line) && group.contains(line));
    }
    const words = `${lines.filter(fits).length} of ${lines.length} entries`;
    if (count.textContent !== words) count.textContent = words; // or it would be read out again
  }

  function read() {
    const query = new URLSearchParams(location.search);
    for (const select of selects) {
      const value = query.get(select.name);
      select.value = values[select.name].includes(value) ? value : "";
    }
    filter();
    follow();
  }

  function write(hash) {
    const chosen = selects.filter(({ value }) => value);
    const query = new URLSearchParams(chosen.map(({ name, value }) => [name, value]));
    history.replaceState(null, "", location.pathname + (chosen.length ? `?${query}` : "") + hash);
  }

  // Where a link leads to an entry that the filter hides, the filter gives way, in time for the
  // browser to scroll there.
  function follow() {
    const target = document.getElementById(location.hash.slice(1));
    if (!target?.closest("[hidden]")) return;
    form.reset();
    filter();
    write(location.hash);
  }

  // The link beside a title leads to the address that stays when the title is reworded.
  for (const line of lines) {
    entry(line).querySelector(".headerlink").hash = line.querySelector("[id]").id;
  }

  groups.values().next().value.before(form);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    filter();
    write("");
    const first = lines.find(fits);
    // Who reads further down does not end up behind the last entry.
    if (first && entry(first).getBoundingClientRect().top < 0) entry(first).scrollIntoView();
  });
  window.addEventListener("popstate", read); // back, forward, and a jump within the page
  document.addEventListener("page-shown", read);
  read();
})();
