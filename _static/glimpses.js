// What a link leads to, shown beside it: an equation while its number is pointed at or focused, a
// common claim and its verdict when its mark is pressed. What stands on other pages lies in
// templates, for a page opened from a file cannot fetch. Without this script the links lead on.
(() => {
  "use strict";

  const GAP = 6; // pixels between a link and what is shown beside it
  const EDGE = 8; // and from there to the edge of the window
  const REST = 120; // milliseconds that a pointer stays on a link before something is shown
  const GRACE = 250; // and that it has for the way there

  function contentOf(link) {
    const address = link.getAttribute("href");
    const carried = document.querySelector(`template[data-of="${CSS.escape(address)}"]`);
    if (carried) return carried.content.cloneNode(true);
    const copy = document.getElementById(link.hash.slice(1)).cloneNode(true);
    for (const name of ["id", "tabindex", "role", "aria-label"]) copy.removeAttribute(name);
    return copy;
  }

  // Above the link, where the text is read already, if there is room between bar and link.
  function place(box, link) {
    const [line] = link.getClientRects();
    const bar = document.querySelector(".bar").getBoundingClientRect();
    const above = line.top - GAP - box.offsetHeight;
    const furthest = document.documentElement.clientWidth - EDGE - box.offsetWidth;
    box.style.top = `${scrollY + (above > bar.bottom ? above : line.bottom + GAP)}px`;
    box.style.left = `${scrollX + Math.max(EDGE, Math.min(line.left, furthest))}px`;
  }

  function emptyBox(className, kind) {
    const box = document.createElement("div");
    box.className = `glimpse ${className}`;
    box.popover = kind;
    return box;
  }

  // To the eye alone: whoever listens follows the link, where the equation is read out.
  function setUpEquations() {
    const box = emptyBox("glimpse-equation", "manual");
    box.ariaHidden = "true";
    document.body.append(box);
    let shown = null;
    let waiting;

    const after = (milliseconds, work) => {
      clearTimeout(waiting);
      waiting = setTimeout(work, milliseconds);
    };
    const hide = () => {
      clearTimeout(waiting);
      shown = null;
      box.hidePopover();
    };
    const fit = () => {
      box.style.setProperty("--shrink", 1);
      const { scrollWidth, clientWidth } = box.firstElementChild;
      const isWide = scrollWidth > clientWidth + 1;
      if (isWide) box.style.setProperty("--shrink", (clientWidth - 1) / scrollWidth);
      place(box, shown);
    };
    const show = (link) => {
      clearTimeout(waiting);
      if (link === shown) return;
      shown = link;
      box.replaceChildren(contentOf(link));
      box.showPopover();
      fit();
    };
    // The formula may be the first on the page that needs a font.
    document.fonts.addEventListener("loadingdone", () => shown && fit());
    const linkAt = (event) => event.target.closest?.("a.equation");

    document.addEventListener("pointerover", (event) => {
      if (event.pointerType === "touch") return; // a tap follows the link
      const link = linkAt(event);
      if (link) after(REST, () => show(link));
      else if (box.contains(event.target)) clearTimeout(waiting);
    });
    document.addEventListener("pointerout", (event) => {
      if (!linkAt(event) && !box.contains(event.target)) return;
      after(GRACE, () => shown?.matches(":focus-visible") || hide());
    });
    document.addEventListener("focusin", (event) => {
      const link = linkAt(event);
      if (link?.matches(":focus-visible")) show(link);
    });
    document.addEventListener("focusout", (event) => event.target === shown && hide());
    document.addEventListener("click", (event) => linkAt(event) && hide());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && shown) hide();
    });
  }

  function setUpClaims(marks) {
    const box = emptyBox("glimpse-claim", "auto");
    box.role = "dialog";
    box.ariaLabel = "A common claim, and its verdict";
    box.tabIndex = -1;
    let pressedOpen = false; // the press on a mark has closed the box before the click comes
    const isOpen = (mark) => box.previousSibling === mark && box.matches(":popover-open");

    const open = (mark) => {
      box.hidePopover();
      box.innerHTML = `<p class="glimpse-label">A common claim</p>`;
      box.append(contentOf(mark));
      const more = document.createElement("a");
      more.href = mark.getAttribute("href");
      more.textContent = "The exact statement, and what settles it";
      box.append(more);
      mark.after(box);
      box.showPopover();
      place(box, mark);
      box.focus({ preventScroll: true });
      mark.ariaExpanded = "true";
    };
    box.addEventListener("toggle", (event) => {
      if (event.newState === "closed") for (const mark of marks) mark.ariaExpanded = "false";
    });
    box.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !box.contains(relatedTarget)) box.hidePopover();
    });
    for (const mark of marks) {
      mark.role = "button";
      mark.ariaHasPopup = "dialog";
      mark.ariaExpanded = "false";
      mark.addEventListener("pointerdown", () => (pressedOpen = isOpen(mark)));
      mark.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return; // in a tab of its own
        event.preventDefault();
        if (pressedOpen || isOpen(mark)) box.hidePopover();
        else open(mark);
        pressedOpen = false;
      });
      mark.addEventListener("keydown", (event) => {
        if (event.key !== " ") return;
        event.preventDefault();
        mark.click();
      });
    }
  }

  if (!("popover" in HTMLElement.prototype)) return;
  setUpEquations();
  setUpClaims(document.querySelectorAll("a.claim"));
})();
