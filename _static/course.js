// What the frame of a page can do beyond reading: search key, copying, scrolling.
(() => {
  "use strict";

  function setUpSearchKey(field) {
    document.addEventListener("keydown", (event) => {
      const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        field.focus();
      }
    });
  }

  function addCopyButton(block) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.querySelector("pre").textContent);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    block.append(button);
  }

  // Copied text has formulas as TeX, which a page does not carry: it comes with the first selection.
  function setUpCopying(formulas) {
    const load = () => {
      if (getSelection().isCollapsed) return;
      document.removeEventListener("selectionchange", load);
      const name = location.pathname.match(/([^/]*?)(\.html)?$/)[1];
      const src = `${document.documentElement.dataset.content_root}_static/tex/${name}.js`;
      document.head.append(Object.assign(document.createElement("script"), { src, formulas }));
    };
    if (formulas.length) document.addEventListener("selectionchange", load);
  }

  // What scrolls inside the page can be reached, and so scrolled, by keyboard; what fits is no stop.
  const WIDE = { ".scroll": "Wide table", "pre": "Wide code", "div.math": "Wide formula", "article figure:not(.explore)": "Wide figure" };

  function makeReachable() {
    const names = new Map();
    const find = (part) => {
      for (const [selector, name] of Object.entries(WIDE)) {
        for (const box of part.querySelectorAll(selector)) names.set(box, name);
      }
    };
    find(document);
    const judge = (boxes) => {
      const measured = boxes.map((box) => [box, box.scrollWidth > box.clientWidth + 1]);
      for (const [box, isWide] of measured) {
        if (isWide) {
          box.tabIndex = 0;
          box.setAttribute("role", "group");
          box.setAttribute("aria-label", names.get(box));
        } else if (box.hasAttribute("tabindex")) {
          for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
        }
      }
    };
    // In the next frame: to measure is to lay out, which may give what is watched another size again.
    const watcher = new ResizeObserver((entries) =>
      requestAnimationFrame(() => judge(entries.map(({ target }) => target))));
    const observeAll = () => {
      for (const box of names.keys()) {
        watcher.unobserve(box);
        watcher.observe(box);
      }
    };
    observeAll();
    document.addEventListener("content-added", ({ target }) => {
      find(target);
      observeAll();
    });
    // A font that arrives changes the width of a formula, though not of the box around it.
    document.fonts.addEventListener("loadingdone", observeAll);
    // What is far from the window is not laid out, and the observer does not hear of it: Tab would
    // pass it by. To ask for the widths lays all of it out, so that is left to who uses the key.
    document.addEventListener("keydown", function judgeAll({ key }) {
      if (key !== "Tab") return;
      document.removeEventListener("keydown", judgeAll);
      judge([...names.keys()]);
    });
  }

  // Before a jump within the page, by a link or a key, all of it is laid out: a jump goes by true
  // heights. Where a browser does not keep what is read in its place while what is above it grows,
  // that is done here, section by section, once the reader scrolls.
  function layOutBeforeJumps() {
    const layOut = () => (document.documentElement.dataset.whole = "");
    document.addEventListener("click", (event) => {
      const link = event.target.closest('a[href*="#"]');
      if (link?.pathname === location.pathname && link.host === location.host) layOut();
    });
    document.addEventListener("keydown", ({ key, metaKey }) => {
      // On a Mac, Command and an arrow lead to the end.
      if (["Tab", "End"].includes(key) || (metaKey && key === "ArrowDown")) layOut();
    });
    if (CSS.supports("overflow-anchor", "auto")) return;
    const far = [...document.querySelectorAll("article > section > section")];
    const layOutNext = () => {
      const read = document.elementFromPoint(innerWidth / 2, innerHeight / 2) ?? document.body;
      const before = read.getBoundingClientRect().top;
      const section = far.shift();
      if (section) {
        for (const part of [section, ...section.querySelectorAll("section, div.math")]) {
          part.style.contentVisibility = "visible";
        }
        setTimeout(layOutNext);
      } else layOut();
      const moved = read.getBoundingClientRect().top - before;
      if (moved) scrollBy({ top: moved, behavior: "instant" });
    };
    addEventListener("scroll", layOutNext, { once: true });
  }

  // WebKit sets the controls back on a page that it kept, some turns after it shows it again. Who has
  // controls hears of it, and lets them and the page say the same.
  function tellWhenShown() {
    const tell = () => document.dispatchEvent(new Event("page-shown"));
    addEventListener("pageshow", () => [0, 300].forEach((wait) => setTimeout(tell, wait)));
  }

  setUpSearchKey(document.querySelector(".bar-search input"));
  // The clipboard is there on https and localhost only.
  if (navigator.clipboard) document.querySelectorAll(".cell_input .highlight").forEach(addCopyButton);
  setUpCopying([...document.querySelectorAll("article .math")]); // while they are in their order
  makeReachable();
  layOutBeforeJumps();
  tellWhenShown();
})();
