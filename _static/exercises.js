// Exercises that are answered on the page: shows the forms that the build writes, and what the
// checker says to an answer.
(() => {
  "use strict";

  class Form {
    constructor(form, exercise, words) {
      this.form = form;
      this.exercise = exercise;
      this.words = words;
      this.verdict = form.querySelector(".verdict");
      this.parts = exercise.names.map((name) => [...form.querySelectorAll(`[data-name="${name}"]`)]);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.check();
      });
      form.addEventListener("input", ({ target }) => {
        this.mark(this.parts.find((part) => part.some((entry) => entry.contains(target))));
      });
      document.addEventListener("answers-forgotten", () => this.reset());
    }

    // The text of an entry: what stands in the field, or the choice that was made.
    text(entry) {
      const field = entry.matches("input") ? entry : entry.querySelector(":checked");
      return (field?.value ?? "").trim();
    }

    fill(entry, text) {
      if (entry.matches("input")) entry.value = text;
      else for (const field of entry.querySelectorAll("input")) field.checked = field.value === text;
    }

    get texts() {
      return this.parts.map((part) => part.map((entry) => this.text(entry)));
    }

    // Show what the checker says to the answers as they stand; return how they fared.
    judge() {
      const { outcome, lines, atFault } = checker.judge(this.exercise, this.texts, this.words);
      this.form.dataset.state = { RIGHT: "right", WRONG: "wrong" }[outcome] ?? "open";
      const paragraphs = lines.map((line) =>
        Object.assign(document.createElement("p"), { textContent: line }),
      );
      this.verdict.replaceChildren(...paragraphs);
      const isJudged = outcome === "RIGHT" || outcome === "WRONG";
      this.exercise.names.forEach((name, place) => {
        const state = atFault.includes(name) ? "wrong" : isJudged ? "right" : undefined;
        this.mark(this.parts[place], state);
      });
      return outcome;
    }

    // Mark the fields of an answer as right or wrong, or as neither.
    mark(part, state) {
      for (const entry of part) {
        if (state === "wrong") entry.setAttribute("aria-invalid", "true");
        else entry.removeAttribute("aria-invalid");
        const box = entry.closest(".answer");
        if (state) box.dataset.state = state;
        else delete box.dataset.state;
      }
    }

    // What was right once stays, whatever is tried after it.
    check() {
      const outcome = this.judge();
      const solved = outcome === "RIGHT";
      if (!solved && (outcome !== "WRONG" || this.kept?.solved)) return;
      this.kept = { version: this.exercise.version, texts: this.texts, solved };
      answers.keep("exercises", this.form.dataset.exercise, this.kept);
    }

    recall(kept) {
      this.kept = kept;
      this.parts.forEach((part, place) =>
        part.forEach((entry, k) => this.fill(entry, String(kept.texts?.[place]?.[k] ?? ""))),
      );
      this.judge();
    }

    reset() {
      this.kept = undefined;
      this.form.reset();
      this.verdict.replaceChildren();
      this.form.dataset.state = "open";
      this.parts.forEach((part) => this.mark(part));
    }
  }

  const source = document.getElementById("exercise-table");
  if (!source) return;
  const { words, exercises } = checker.parsed(source.textContent);
  const kept = answers.sift("exercises", (id, answer) => answer?.version === exercises[id]?.version);
  for (const form of document.querySelectorAll("form.exercise")) {
    const id = form.dataset.exercise;
    const shown = new Form(form, exercises[id], words);
    if (id in kept) shown.recall(kept[id]);
  }
})();
