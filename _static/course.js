// What the frame of a page can do beyond reading: search key, copying code, scrolling.
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
    const watcher = new ResizeObserver((entries) => judge(entries.map(({ target }) => target)));
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

  // Before a jump within the page, by a link or by Tab, all of it is laid out: a jump goes by
  // true heights.
  function layOutBeforeJumps() {
    const layOut = () => (document.documentElement.dataset.whole = "");
    document.addEventListener("click", (event) => event.target.closest('a[href*="#"]') && layOut());
    document.addEventListener("keydown", (event) => event.key === "Tab" && layOut());
  }

  setUpSearchKey(document.querySelector(".bar-search input"));
  // The clipboard is there on https and localhost only.
  if (navigator.clipboard) document.querySelectorAll(".cell_input .highlight").forEach(addCopyButton);
  makeReachable();
  layOutBeforeJumps();
})();
