// Opens folds for what leads into them: a link, an address, the search, paper, which has code as the
// reader has it. Finding in the page opens them without a script.
(() => {
  "use strict";

  // A section's own fold opens with those around it: who goes there wants to read it.
  function openFor(target) {
    let opened = false;
    for (let around = target.parentElement; around; around = around.parentElement) {
      if (around.localName !== "details" || around.open) continue;
      around.open = opened = true;
    }
    const own = target.querySelector(":scope > details.fold");
    if (own) own.open = true;
    return opened; // whether the target has only now come to its place
  }

  function targetOf({ hash }) {
    const name = hash.slice(1);
    try {
      return document.getElementById(decodeURIComponent(name));
    } catch {
      return document.getElementById(name); // such as #100%, which is no code for anything
    }
  }

  // Firefox forgets the target on paper, where a sheet may stand alone.
  function openForAddress() {
    const target = targetOf(location);
    document.documentElement.dataset.target = target?.id ?? "";
    if (target && openFor(target)) target.scrollIntoView();
  }

  // Before the browser goes there; the address may be the same as before.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href*="#"]');
    if (!link || link.pathname !== location.pathname || link.host !== location.host) return;
    const target = targetOf(link);
    if (target) openFor(target);
  });
  addEventListener("hashchange", openForAddress);
  openForAddress();

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("article details:not([open], .hide)")];
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });
})();
