// Marks in the lists of a page's sections the one that is being read.
(() => {
  "use strict";
  const LINE = 100; // pixels from the top, a little below the bar: what begins above it is read

  const map = document.getElementById("course-map");
  const links = [...document.querySelectorAll('.sections a[href^="#"]')];
  const idOf = (link) => decodeURIComponent(link.hash.slice(1));
  const ids = [...new Set(links.map(idOf))];
  const listed = ids.map((id) => document.getElementById(id));
  const isTop = (section) => !listed.includes(section.parentElement);

  // What is inside a section far away is not laid out; only the one that is read is looked into.
  function current() {
    const { scrollHeight } = document.documentElement;
    if (scrollY > 0 && scrollY + innerHeight >= scrollHeight - 2) return listed.filter(isTop).at(-1);
    const hasBegun = (section) => section.getBoundingClientRect().top <= LINE;
    const section = listed.filter(isTop).findLast(hasBegun);
    const inner = listed.filter((one) => section && section !== one && section.contains(one));
    return inner.findLast(hasBegun) ?? section;
  }

  // A list that scrolls by itself follows, but not from under who goes through it by keyboard.
  function bringIntoView(link, list) {
    if (list.matches(".on-this-page") && list.contains(document.activeElement)) return;
    const [{ top, bottom }, box] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
    if (top < box.top || bottom > box.bottom) list.scrollTop += top - box.top - box.height / 2;
  }

  let marked;
  function mark() {
    const section = current();
    if (section === marked) return;
    marked = section;
    for (const link of links) {
      if (section && idOf(link) === section.id) {
        link.setAttribute("aria-current", "true");
        if (link.checkVisibility()) bringIntoView(link, link.closest("nav"));
      } else link.removeAttribute("aria-current");
    }
  }

  let isAsked = false;
  const markSoon = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      mark();
    });
  };

  if (!links.length) return;
  addEventListener("scroll", markSoon, { passive: true });
  addEventListener("resize", markSoon);
  markSoon();

  // On a narrow window the list is in the menu, which has done its work with a choice.
  map.addEventListener("click", (event) => {
    if (event.target.closest(".sections a") && map.matches(":popover-open")) map.hidePopover();
  });
  map.addEventListener("toggle", ({ newState }) => {
    const link = newState === "open" && map.querySelector('[aria-current="true"]');
    if (link) bringIntoView(link, map);
  });
})();
