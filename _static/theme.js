// Runs before the first paint: a remembered dark page must not flash white.
(() => {
  "use strict";
  const NEXT = { auto: "light", light: "dark", dark: "auto" };
  const root = document.documentElement;

  function show(theme) {
    root.dataset.theme = theme;
    // The browser's own frame takes the colour of the paper.
    for (const colour of document.querySelectorAll('meta[name="theme-color"]')) {
      colour.dataset.scheme ??= /light|dark/.exec(colour.media)[0];
      const scheme = colour.dataset.scheme;
      const auto = `(prefers-color-scheme: ${scheme})`;
      colour.media = theme === "auto" ? auto : theme === scheme ? "all" : "not all";
    }
  }

  // Forms take their place at once, and only where a script will answer.
  root.dataset.scripted = "";

  // A page that opens in its middle is laid out whole, or estimated heights would miss the place.
  const [navigation] = performance.getEntriesByType("navigation");
  if (location.hash || navigation?.type !== "navigate") root.dataset.whole = "";

  // The style sheet would ask for these only after it was read. From a file they need no head
  // start, and browsers refuse one.
  if (location.protocol !== "file:") {
    const fonts = ["source-serif-4-latin-400-normal", "source-serif-4-latin-600-normal"];
    // Formulas that change their width late would break lines anew, and move what stands below.
    if ("formulas" in root.dataset) fonts.push("KaTeX_Main-Regular", "KaTeX_Math-Italic");
    for (const font of fonts) {
      const link = document.createElement("link");
      Object.assign(link, { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "" });
      link.href = `${root.dataset.content_root}_static/fonts/${font}.part.woff2`;
      document.head.append(link);
    }
  }

  let theme = "auto";
  try {
    theme = localStorage.getItem("theme");
  } catch {
    // A browser that keeps nothing for this page shows the system's theme.
  }
  show(theme in NEXT ? theme : "auto");

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector(".theme-button");
    if (!button) return;
    const name = button.querySelector("span");
    name.textContent = root.dataset.theme;
    button.hidden = false;
    button.addEventListener("click", () => {
      show(NEXT[root.dataset.theme]);
      name.textContent = root.dataset.theme;
      try {
        localStorage.setItem("theme", root.dataset.theme);
      } catch {
        // Without storage the choice holds for this page only.
      }
    });
  });
})();
