// How much of each chapter is answered, in the map of the course and in the list of chapters, and
// the button that forgets it all.
(() => {
  "use strict";

  const page = (link) => new URL(link.href).pathname.replace(/\.html$/, "");

  const totals = new Map(
    [...document.querySelectorAll(".course-map a[data-predictions]")].map((link) => [
      page(link),
      { predictions: Number(link.dataset.predictions), exercises: Number(link.dataset.exercises) },
    ]),
  );

  // What is answered of a chapter: every prediction counts, of the exercises those that are right.
  function answered(path) {
    const { predictions, exercises } = answers.of(path);
    return {
      predictions: Object.keys(predictions).length,
      exercises: Object.values(exercises).filter((kept) => kept?.solved === true).length,
    };
  }

  function words(path) {
    const done = answered(path);
    if (!done.predictions && !done.exercises) return "";
    return Object.entries(totals.get(path))
      .filter(([, total]) => total)
      .map(([kind, total]) => `${Math.min(done[kind], total)} of ${total} ${kind}`)
      .join(", ");
  }

  // In the map it becomes a part of the link's name, in the list it stands below the link.
  function mark(link) {
    const place = link.closest(".course-map") ? link.lastElementChild : link.parentElement;
    place.querySelector(".progress")?.remove();
    const said = words(page(link));
    if (!said) return;
    const tag = document.createElement("span");
    tag.className = "progress";
    tag.textContent = said;
    place.append(" ", tag);
  }

  const links = [...document.querySelectorAll(".course-map a, .hero ~ article td a")].filter(
    (link) => !link.hash && totals.has(page(link)),
  );
  const button = document.querySelector(".forget-button");

  function show() {
    links.forEach(mark);
    button.hidden = [...totals.keys()].every((path) => !words(path));
  }

  button.addEventListener("click", () => {
    answers.forgetAll();
    document.querySelector(".course-map a").focus(); // the button is gone
  });
  document.addEventListener("answers-changed", show);
  addEventListener("storage", show); // another page of the course was answered
  show();
})();
