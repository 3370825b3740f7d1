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

    get isEmpty() {
      return this.texts.flat().every((text) => !text);
    }

    // Show what the checker says to the answers as they stand; return how they fared, and which
    // mistake it was.
    judge() {
      const { outcome, lines, atFault, mistake } = checker.judge(
        this.exercise,
        this.texts,
        this.words,
      );
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
      return { outcome, mistake: checker.nameOf(mistake, this.exercise) };
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

    // What was right once stays, whatever is tried after it, and no attempt counts any more.
    check() {
      const { outcome, mistake } = this.judge();
      const before = this.kept ?? { solved: false, attempts: 0 };
      const solved = outcome === "RIGHT";
      if (!solved && (outcome !== "WRONG" || before.solved)) return;
      const attempts = before.attempts + (before.solved ? 0 : 1);
      this.kept = { version: this.exercise.version, texts: this.texts, solved, mistake, attempts };
      answers.keep("exercises", this.form.dataset.exercise, this.kept);
    }

    // What `results()` tells of this exercise in a notebook; nothing if no answer was judged.
    get result() {
      if (!this.kept) return [];
      const { solved, mistake, attempts } = this.kept;
      const verdict = solved ? "right" : "wrong";
      return [{ id: this.form.dataset.exercise, verdict, mistake, attempts }];
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

  // A button that copies the results of the page as text; where that is refused, it shows them.
  function offerResults(forms) {
    const box = document.createElement("div");
    box.className = "results";
    box.innerHTML =
      '<button type="button" class="bar-button">Copy my results</button> <span role="status"></span>' +
      '<textarea aria-label="My results" readonly hidden></textarea>';
    const [button, status, field] = box.children;
    const results = () => forms.flatMap((form) => form.result);

    function show() {
      box.hidden = !results().length;
      status.textContent = "";
      field.hidden = true;
    }

    button.addEventListener("click", async () => {
      const lines = results().map((result) => JSON.stringify(result));
      const text = `[\n${lines.join(",\n")}\n]\n`;
      try {
        await navigator.clipboard.writeText(text);
        status.textContent = `Copied: ${lines.length} of ${forms.length} exercises.`;
      } catch {
        field.hidden = false;
        field.value = text;
        field.rows = 2 * lines.length + 2;
        field.select();
        status.textContent = "This browser does not let the page copy. Copy them from here:";
      }
    });
    for (const event of ["answers-changed", "answers-forgotten"]) {
      document.addEventListener(event, show);
    }
    show();
    document.getElementById("exercises").append(box);
  }

  const source = document.getElementById("exercise-table");
  if (!source) return;
  const { words, exercises } = checker.parsed(source.textContent);
  const kept = answers.sift("exercises", (id, answer) => answer?.version === exercises[id]?.version);
  const forms = [...document.querySelectorAll("form.exercise")].map((form) => {
    const id = form.dataset.exercise;
    const shown = new Form(form, exercises[id], words);
    if (id in kept) shown.recall(kept[id]);
    return shown;
  });
  offerResults(forms);
  document.addEventListener("page-shown", () => {
    for (const form of forms) if (form.kept && form.isEmpty) form.recall(form.kept);
  });
})();
