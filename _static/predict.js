// Predict first: turns each <div class="predict"> into a question one answers before one reads on.
// The source is a question, an ordered list of choices and a fold-out with one reason for each; the
// reason that begins with "Right." marks the right choice. Without choices the reader types a
// number, and each reason begins with the number it is about, as code.
(() => {
  "use strict";

  const NUMBER_TOLERANCE = 0.01; // a guess is right within 1 %
  const questions = [];

  function element(name, properties = {}, ...children) {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...children);
    return node;
  }

  const isRight = (reason) => {
    const mark = reason.querySelector("strong");
    return mark !== null && mark.textContent.trim() === "Right.";
  };

  // What a control is called: browsers leave formulas out of its name, unless they stand there in
  // words.
  const BETWEEN = { mfrac: " over ", msub: " sub ", msup: " to the ", munder: " under ", mover: " with " };
  const ACCENTS = { "^": "hat", "~": "tilde", "ˉ": "bar", "‾": "bar", "˙": "dot" };
  function said(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.matches(".katex-html")) return "";
    const parts = [...node.childNodes].map(said);
    if (node.localName === "msqrt") return `the root of ${parts.join("")}`;
    if (node.localName === "msubsup") return `${parts[0]} sub ${parts[1]} to the ${parts[2]}`;
    if (node.localName === "munderover") return `${parts[0]} from ${parts[1]} to ${parts[2]} `;
    if (node.matches("mover[accent]")) return `${parts[0]} ${ACCENTS[parts[1]] ?? parts[1]} `;
    return parts.join(BETWEEN[node.localName] ?? "");
  }
  function nameWithFormulas(control, text) {
    if (text.querySelector("math")) control.ariaLabel = said(text).trim().replace(/\s+/g, " ");
  }

  const letter = (index) => String.fromCharCode(65 + index);

  class Question {
    constructor(block, number) {
      const details = block.querySelector(":scope > details");
      const choices = block.querySelector(":scope > ol");
      this.block = block;
      this.choices = choices ? [...choices.children] : [];
      this.reasonList = details.querySelector(":scope > ol, :scope > ul");
      this.reasons = [...this.reasonList.children];
      this.right = this.reasons.findIndex(isRight);
      this.key = block.firstElementChild.textContent.trim();
      this.build(details, choices, number);
    }

    build(details, choices, number) {
      const name = `predict-${number}`;
      const legend = element("legend");
      legend.append(...this.block.firstElementChild.childNodes);
      this.block.firstElementChild.remove();
      this.fieldset = element("fieldset", {}, legend);
      nameWithFormulas(this.fieldset, legend);
      for (const node of [...this.block.childNodes]) {
        if (node !== details) this.fieldset.append(node);
      }
      if (choices) {
        choices.classList.add("predict-choices");
        this.choices.forEach((choice, index) => {
          const radio = element("input", { type: "radio", name, value: index, required: true });
          const text = element("span");
          text.append(...choice.childNodes);
          nameWithFormulas(radio, text);
          choice.append(element("label", {}, radio, text));
        });
      } else {
        this.field = element("input", { type: "number", step: "any", required: true, name });
        this.fieldset.append(
          element("label", { className: "predict-number" }, "Your guess ", this.field),
        );
        // The number stands before its reason, in place of a letter.
        this.reasonList.classList.add("predict-by-number");
      }
      this.commit = element("button", { type: "submit", textContent: "Commit" });
      this.form = element("form", {}, this.fieldset, this.commit);
      this.verdict = element("p", { className: "verdict" });
      this.verdict.setAttribute("role", "status");
      this.forget = element("button", {
        type: "button",
        className: "predict-forget",
        textContent: "Forget my answers on this page",
      });
      this.reasonList.classList.add("predict-reasons");
      details.replaceWith(this.form, this.verdict, this.reasonList, this.forget);

      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (this.guess !== undefined) return;
        const guess = choices ? this.form.elements[name].value : this.field.value;
        answers.keep("predictions", this.key, guess);
        this.answer(guess);
        // The control that had the focus is disabled now.
        this.commit.focus();
      });
      this.forget.addEventListener("click", () => {
        answers.forget();
        this.verdict.textContent = "Your answers on this page are forgotten.";
        (this.field ?? this.form.querySelector("input")).focus();
      });
      this.reset();
    }

    reset() {
      this.guess = undefined;
      this.form.reset();
      this.fieldset.disabled = false;
      this.commit.textContent = "Commit";
      this.commit.removeAttribute("aria-disabled");
      this.verdict.textContent = "";
      this.block.dataset.state = "open";
      this.reasonList.querySelectorAll(".predict-yours").forEach((tag) => tag.remove());
      this.choices.forEach((choice) => choice.classList.remove("predict-right", "predict-chosen"));
    }

    // Index of the reason that belongs to a guess, -1 for a number nobody foresaw.
    foreseen(guess) {
      if (this.choices.length) return Number(guess);
      return this.reasons.findIndex((reason) => {
        const value = Number(reason.querySelector("code").textContent);
        return Math.abs(Number(guess) - value) <= NUMBER_TOLERANCE * Math.abs(value);
      });
    }

    // Let the controls say the guess.
    fill() {
      if (this.field) this.field.value = this.guess;
      else this.form.querySelectorAll("input")[this.foreseen(this.guess)].checked = true;
    }

    answer(guess) {
      const chosen = this.foreseen(guess);
      if (this.choices.length && !(chosen in this.choices)) return; // kept from an older page
      this.guess = guess;
      const won = chosen === this.right;
      this.fill();
      this.fieldset.disabled = true;
      this.commit.textContent = "Committed";
      this.commit.setAttribute("aria-disabled", "true");
      this.block.dataset.state = won ? "right" : "wrong";
      this.choices[this.right]?.classList.add("predict-right");
      this.choices[chosen]?.classList.add("predict-chosen");

      const solution = this.field
        ? this.reasons[this.right].querySelector("code").textContent
        : letter(this.right);
      const yours = this.field ? guess : letter(chosen);
      this.verdict.textContent = won
        ? `${yours} is right.`
        : `${yours} is wrong. The answer is ${solution}.`;

      // The right one first, then the reader's own, then the others in their order.
      const rank = (index) => (index === this.right ? 0 : index === chosen ? 1 : 2);
      const order = this.reasons.map((_, index) => index).sort((i, j) => rank(i) - rank(j) || i - j);
      for (const index of order) {
        const reason = this.reasons[index];
        if (!this.field) reason.value = index + 1;
        if (index === chosen && !won) {
          const tag = element("span", { className: "predict-yours", textContent: "Your guess. " });
          if (this.field) reason.querySelector("code").after(" ", tag);
          else (reason.querySelector(":scope > p") ?? reason).prepend(tag);
        }
        this.reasonList.append(reason);
      }
    }
  }

  function start() {
    document
      .querySelectorAll("div.predict")
      .forEach((block, number) => questions.push(new Question(block, number)));
    const kept = answers.sift("predictions", (key) => questions.some((asked) => asked.key === key));
    for (const question of questions) {
      if (question.key in kept) question.answer(kept[question.key]);
    }
    document.addEventListener("answers-forgotten", () =>
      questions.forEach((question) => question.reset()),
    );
    document.addEventListener("page-shown", () => {
      for (const question of questions) if (question.guess !== undefined) question.fill();
    });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
