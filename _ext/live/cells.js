// The code cells of a page: as the book has them, as the reader has changed them, and what they show. What is changed
// stays in this browser, by page and cell. run.js runs them.
live.pageCells = (() => {
  "use strict";
  const { place, inputs, make, button, store } = live;

  // What is kept: for each changed cell the reader's source, and the book's when it was changed first.
  const isChange = (change) => typeof change?.source === "string";
  function keptChanges() {
    try {
      const kept = Object.entries(JSON.parse(localStorage.getItem(store)) ?? {});
      return Object.fromEntries(kept.filter(([, change]) => isChange(change)));
    } catch {
      return {}; // nothing is kept here, or something else
    }
  }
  // Return whether this browser keeps it; else a change lasts as long as the page is open.
  function keep(id, change) {
    const { [id]: _before, ...others } = keptChanges();
    const kept = change ? { ...others, [id]: change } : others;
    try {
      if (Object.keys(kept).length) localStorage.setItem(store, JSON.stringify(kept));
      else localStorage.removeItem(store);
      return true;
    } catch {
      return false;
    }
  }

  const changesAtStart = keptChanges();

  // One that answers an exercise by a form has no code on the page, and does not run here.
  class Cell {
    constructor(input, index) {
      this.input = input;
      this.id = input.id.replace("cell-", "");
      this.name = `cell ${index + 1}`;
      this.tools = input.querySelector(".live-tools");
      this.code = input.querySelector(".highlight");
      const group = input.closest(".cell"); // of cells that the book shows together, with the output of the last
      this.isLast = [...group.querySelectorAll(".cell_input")].at(-1) === input;
      this.builtBox = this.isLast ? group.querySelector(":scope > .cell_output") : null;
      this.printed = this.code.querySelector("pre").textContent.trimEnd();
      this.change = changesAtStart[this.id] ?? null;
      this.isKept = true;
      this.ran = null; // the source that Python has run, as it is now and after all above it
    }

    get source() {
      return this.change?.source ?? this.printed;
    }

    set source(source) {
      const printed = this.change?.printed ?? this.printed;
      this.change = source === this.printed ? null : { source, printed };
      this.isKept = keep(this.id, this.change);
    }

    get hasBookChanged() {
      return this.change !== null && this.change.printed !== this.printed;
    }

    // Where it shows something: in the place of what the build printed, or below its code.
    get output() {
      if (!this.box) {
        this.built = this.builtBox && [...this.builtBox.childNodes];
        this.box = this.builtBox ?? make("div", { class: "cell_output" });
        if (!this.box.isConnected) this.isLast ? this.input.closest(".cell").append(this.box) : this.input.after(this.box);
      }
      return this.box;
    }

    // Show what it has put out; return the figures among it that the reader can move.
    show(outputs) {
      if (!outputs.length && !this.builtBox && !this.box) return [];
      const controls = () => [...this.output.querySelectorAll("button, input, select")];
      const held = controls().indexOf(document.activeElement);
      this.output.replaceChildren(...outputs.map(nodeOf));
      this.numberFigures();
      const figures = [...this.output.querySelectorAll("figure.explore")];
      for (const figure of figures) figure.dispatchEvent(new CustomEvent("explore-shown", { bubbles: true }));
      this.output.dispatchEvent(new CustomEvent("content-added", { bubbles: true }));
      if (held >= 0) (controls()[held] ?? this.tools.firstElementChild).focus({ preventScroll: true });
      return figures;
    }

    // Each keeps the number and the address that it has in the book.
    numberFigures() {
      const numbersIn = (node) => [...(node.querySelectorAll?.('a[href^="#figure-"]') ?? [])];
      const numbers = (this.built ?? []).flatMap(numbersIn);
      const captions = this.output.querySelectorAll("figure > figcaption");
      captions.forEach((caption, index) => {
        const number = numbers[index]?.cloneNode(true);
        if (!number) return; // the book has fewer figures here
        number.id = number.hash.slice(1);
        caption.before(number);
      });
    }

    reset() {
      if (this.built) this.box.replaceChildren(...this.built);
      else this.box?.remove();
      this.box = null;
    }

    mark(state) {
      this.input.dataset.live = state;
    }

    reveal() {
      for (let fold = this.input.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    }

    // A native field: what a phone, a screen reader and the keys of the system know.
    edit() {
      if (this.field) return;
      const label = `Code of ${this.name}`;
      const field = make("textarea", { class: "live-field", spellcheck: "false", autocapitalize: "none", "aria-label": label });
      const words = make("span");
      const close = button("", () => this.restore(), { class: "bar-button" });
      const note = make("div", { class: "live-note" }, words, close, copyButton(words));
      const tell = (this.tell = () => {
        field.rows = field.value.split("\n").length + 1;
        words.textContent = this.hasBookChanged
          ? "The book's cell has changed since you wrote this. Yours is kept."
          : this.change && this.isKept
            ? "Yours, kept in this browser."
            : this.change
              ? "Yours, while this page is open: this browser could not keep it."
              : "As in the book.";
        close.textContent = this.change ? "Restore the book's" : "Close";
      });
      field.value = this.source;
      field.setSelectionRange(0, 0); // or a long last line would be scrolled to
      tell();
      field.addEventListener("input", () => {
        this.source = field.value;
        tell();
      });
      field.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
        event.preventDefault();
        field.dispatchEvent(new CustomEvent("cell-asks", { bubbles: true }));
      });
      this.code.replaceWith(field);
      field.after(note);
      if (this.hasBookChanged) note.after(make("details", { class: "live-book" }, make("summary", { text: "The book's cell, as it is now" }), this.code));
      this.field = field;
    }

    restore() {
      this.source = this.printed;
      this.field.replaceWith(this.code);
      for (const part of this.input.querySelectorAll(".live-note, .live-book")) part.remove();
      this.field = null;
      this.tools.querySelector(".live-change").focus();
    }
  }

  const NEEDS_SERVER = "Opened from a file, this page may not load more: it needs a server, such as make serve";

  function nodeOf({ html, text, error }) {
    if (html === undefined) {
      const lines = make("div", { class: "highlight" }, make("pre", { text: error ?? text }));
      return make("div", { class: `output stream${error ? " live-error" : ""}` }, lines);
    }
    const node = make("div", { class: "output text_html" });
    node.innerHTML = html;
    return node;
  }

  function copyButton(words) {
    const tell = (error) => (live.voice.textContent = words.textContent = error.message);
    return button("Download my copy", () => download().catch(tell), { class: "bar-button" });
  }

  // The notebook with the reader's cells, and at its end those that the book has no more.
  async function download() {
    if (location.protocol === "file:") throw new Error(NEEDS_SERVER);
    const url = place.dataset.notebook;
    const answer = await fetch(url).catch(() => ({ ok: false }));
    if (!answer.ok) throw new Error("The notebook could not be fetched. Try again.");
    const notebook = await answer.json();
    const sources = new Map(cells.filter((cell) => cell.change).map((cell) => [cell.id, cell.source]));
    for (const [id, { source }] of gone()) sources.set(id, source);
    for (const cell of notebook.cells) {
      if (sources.has(cell.id)) cell.source = sources.get(cell.id);
      sources.delete(cell.id);
    }
    for (const [id, source] of sources)
      notebook.cells.push({ cell_type: "code", id, metadata: {}, execution_count: null, outputs: [], source });
    const href = URL.createObjectURL(new Blob([JSON.stringify(notebook, null, 1)], { type: "application/x-ipynb+json" }));
    make("a", { href, download: url.split("/").at(-1) }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000); // some browsers read it only now
  }

  const cells = inputs.map((input, index) => new Cell(input, index));

  // What another tab has kept since, but for the field that is written in here.
  function readAgain() {
    const changes = keptChanges();
    for (const cell of cells) {
      const isHereAlone = cell.change && !cell.isKept;
      if (isHereAlone || cell.field?.matches(":focus")) continue;
      cell.change = changes[cell.id] ?? null;
      if (cell.change) cell.edit();
      if (!cell.field) continue;
      cell.field.value = cell.source;
      cell.tell();
    }
  }
  addEventListener("storage", ({ key }) => key === store && readAgain());
  addEventListener("pageshow", ({ persisted }) => persisted && readAgain());

  const gone = () => Object.entries(keptChanges()).filter(([id]) => !cells.some((cell) => cell.id === id));

  // What a reader wrote into a cell that the book has no more.
  function showGone() {
    for (const [id, { source }] of gone()) {
      const forget = button("Forget it", () => {
        keep(id, null);
        fold.remove();
        document.querySelector("main").focus({ preventScroll: true });
      }, { class: "bar-button" });
      const words = make("span", { text: "It is kept in this browser, and stands at the end of your copy." });
      const code = make("div", { class: "highlight" }, make("pre", { text: source }));
      const note = make("div", { class: "live-note" }, words, copyButton(words), forget);
      const fold = make("details", { class: "live-gone" }, make("summary", { text: "A cell that you changed is no longer in the book" }), code, note);
      document.querySelector(".eyebrow").after(fold);
    }
  }

  return { cells, showGone, NEEDS_SERVER };
})();
