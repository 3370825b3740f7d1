// Runs before the first paint, so that a remembered dark page does not flash white.
(() => {
  let theme = "auto";
  try {
    theme = localStorage.getItem("theme") || "auto";
  } catch {
    // A browser that keeps nothing for this page shows the system's theme.
  }
  document.documentElement.dataset.theme = theme;
})();
