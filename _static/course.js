// What the frame of the page can do beyond reading: theme, search key, copying code, print.

const NEXT_THEME = { auto: "light", light: "dark", dark: "auto" };

function setUpThemeButton(button) {
  const root = document.documentElement;
  const label = () => {
    button.textContent = `Theme: ${root.dataset.theme}`;
  };
  button.addEventListener("click", () => {
    root.dataset.theme = NEXT_THEME[root.dataset.theme];
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // Without storage the choice holds for this page only.
    }
    label();
  });
  label();
  button.hidden = false;
}

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
  button.setAttribute("aria-label", "Copy this code");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.querySelector("pre").textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  block.append(button);
}

function openFoldsForPrint() {
  window.addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("article details:not([open])")) fold.open = true;
  });
}

setUpThemeButton(document.querySelector(".theme-button"));
setUpSearchKey(document.querySelector(".bar-search input"));
// The clipboard is there on https and localhost only.
if (navigator.clipboard) document.querySelectorAll(".cell_input .highlight").forEach(addCopyButton);
openFoldsForPrint();
