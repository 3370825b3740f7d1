// Runs the cells of a page where they stand, and lets the reader change them. _ext/live/worker.js has Python, and is
// asked for when the reader asks; the sources are those of the notebook. What a reader changes stays in this browser.
(() => {
  "use strict";
  const place = document.querySelector(".live");
  const inputs = new Map([...document.querySelectorAll(".cell_input[id]")].map((input) => [input.id, input]));
  if (!place || !inputs.size) return;

  const make = (tag, { text = "", ...attributes } = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(text, ...children);
    return node;
  };
  const button = (text, act, attributes) => {
    const node = make("button", { type: "button", text, ...attributes });
    node.addEventListener("click", act);
    return node;
  };

  // What the reader changed, by cell: their source, and the book's at that time.
  const page = location.pathname.split("/").pop();
  const kept = {
    get(id) {
      try {
        return JSON.parse(localStorage.getItem(`cell:${page}:${id}`));
      } catch {
        return null; // nothing is kept here, or something else
      }
    },
    set(id, change) {
      try {
        if (change) localStorage.setItem(`cell:${page}:${id}`, JSON.stringify(change));
        else localStorage.removeItem(`cell:${page}:${id}`);
      } catch {
        // Without storage a change lasts as long as the page is open.
      }
    },
  };

  // Cells ---------------------------------------------------------------------------------------

  // A code cell of the notebook. One that answers an exercise by a form has no place on the page.
  class Cell {
    constructor({ id, source }, index) {
      this.id = id;
      this.name = `cell ${index + 1}`;
      this.printed = [source].flat().join("");
      this.input = inputs.get(`cell-${id}`);
      this.change = kept.get(id);
      this.ran = null; // the source that this Python has run
    }

    get source() {
      return this.change?.source ?? this.printed;
    }

    set source(source) {
      this.change = source === this.printed ? null : { source, printed: this.printed };
      kept.set(this.id, this.change);
    }

    // Where it shows something: in the place of what the build printed, or below its code.
    get output() {
      if (!this.box) {
        const cell = this.input.closest(".cell");
        const isLast = [...cell.querySelectorAll(".cell_input")].pop() === this.input;
        this.box = isLast ? cell.querySelector(":scope > .cell_output") : null;
        this.built = [...(this.box?.childNodes ?? [])];
        this.box ??= make("div", { class: "cell_output" });
        if (!this.box.isConnected) isLast ? cell.append(this.box) : this.input.after(this.box);
      }
      return this.box;
    }

    show(outputs) {
      if (!this.input || !(outputs.length || this.output.childNodes.length)) return;
      this.output.replaceChildren(...outputs.map(nodeOf));
      for (const figure of this.output.querySelectorAll("figure.explore"))
        figure.dispatchEvent(new CustomEvent("explore-shown", { bubbles: true }));
    }

    reset() {
      this.ran = null;
      this.box?.replaceChildren(...this.built);
      this.mark("");
    }

    mark(state) {
      if (this.input) this.input.dataset.live = state;
    }

    reveal() {
      for (let fold = this.input?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    }
  }

  function nodeOf({ html, text, error }) {
    if (html === undefined) {
      const lines = make("div", { class: "highlight" }, make("pre", { text: error ?? text }));
      return make("div", { class: `output stream${error ? " live-error" : ""}` }, lines);
    }
    const node = make("div", { class: "output text_html" });
    node.innerHTML = html;
    return node;
  }

  // The notebook is asked for with the first cell that is run or changed.
  let book;
  async function readBook() {
    const answer = await fetch(place.dataset.notebook);
    if (!answer.ok) throw new Error(`the notebook is missing (${answer.status})`);
    const notebook = await answer.json();
    const cells = notebook.cells.filter((cell) => cell.cell_type === "code").map((cell, k) => new Cell(cell, k));
    return { notebook, cells };
  }
  function withBook() {
    book ??= readBook();
    book.catch(() => (book = undefined)); // the next run asks again
    return book;
  }
  const cellOf = async (input) => (await withBook()).cells.find((cell) => cell.input === input);

  // Python --------------------------------------------------------------------------------------

  const python = {
    worker: null,
    waiting: [], // cells
    running: null, // a cell
    asked: new Map(), // by figure, the places of its controls that it waits for: the latest win
    drawing: false,

    start() {
      if (this.worker) return;
      bar.hidden = false;
      say("Loading Python");
      this.worker = new Worker(new URL(`${place.dataset.live}worker.js`, location));
      this.worker.onmessage = ({ data }) => this[data.kind](data);
      this.worker.onerror = () => this.broken({ message: "this browser did not start it" });
    },

    end() {
      this.worker?.terminate();
      this.running?.mark("");
      Object.assign(this, { worker: null, waiting: [], running: null, asked: new Map(), drawing: false });
      progress.hidden = false;
      progress.removeAttribute("value");
      stop.disabled = true;
    },

    next() {
      if (!this.worker || this.running || this.drawing) return;
      const [figure] = this.asked.keys();
      if (figure) {
        this.worker.postMessage({ kind: "draw", figure, places: this.asked.get(figure) });
        this.asked.delete(figure);
        this.drawing = true;
      } else if (this.waiting.length) {
        this.running = this.waiting.shift();
        this.running.sent = this.running.source;
        this.running.mark("running");
        this.worker.postMessage({ kind: "run", name: this.running.name, source: this.running.sent });
      }
      stop.disabled = !this.running;
    },

    // What it says.
    received({ received, total }) {
      progress.max = total;
      progress.value = received;
      amount.textContent = `${Math.round(received / 1e6)} of ${Math.round(total / 1e6)} MB`;
    },
    stage({ stage }) {
      say(stage);
    },
    ready() {
      progress.hidden = true;
      amount.textContent = "";
      say("Running the cells");
    },
    broken({ message }) {
      this.end();
      bar.hidden = false;
      say(`Python could not be started: ${message}. The notebook, at the end of this page, runs elsewhere`);
    },
    ran({ outputs, failed, seconds }) {
      const cell = this.running;
      this.running = null;
      cell.ran = failed ? null : cell.sent;
      cell.show(outputs);
      cell.mark(failed ? "failed" : "ran");
      amount.textContent = "";
      if (failed) {
        this.waiting = [];
        cell.reveal();
        say(`Stopped at ${cell.name}: ${outputs.at(-1).error.split("\n").pop()}`);
      } else if (!this.waiting.length) say(`Done: ${cell.name} took ${seconds.toFixed(1)} s`);
      else amount.textContent = `${this.waiting.length} to go`;
      this.next();
    },
    drawn({ figure, view, error }) {
      this.drawing = false;
      const node = document.getElementById(figure);
      if (error) say(error);
      else if (node) redraw(node, view);
      this.next();
    },
  };

  function redraw(figure, view) {
    const drawn = make("div");
    drawn.innerHTML = view;
    const shown = figure.querySelector(".explore-view");
    shown.setAttribute("aria-label", drawn.firstElementChild.getAttribute("aria-label"));
    shown.replaceChildren(...drawn.firstElementChild.childNodes);
    figure.dispatchEvent(new CustomEvent("explore-drawn"));
  }

  document.addEventListener("explore-asks", ({ target, detail }) => {
    python.asked.delete(target.id);
    python.asked.set(target.id, detail);
    python.next();
  });

  // A cell needs those above it: they run first, unless they have, as they are now.
  async function run(last) {
    if (location.protocol === "file:") {
      bar.hidden = false;
      say("Opened from a file, this page may not start Python: it needs a server, such as make serve");
      return;
    }
    python.start();
    try {
      const { cells } = await withBook();
      const upTo = last ? cells.indexOf(last) : cells.length - 1;
      const above = cells.slice(0, upTo).filter((cell) => cell.input && cell.ran !== cell.source);
      python.waiting = [...above, cells[upTo]].filter((cell) => cell.input);
      python.next();
    } catch (error) {
      python.broken(error);
    }
  }

  function stopAll(words) {
    python.end();
    for (const input of inputs.values()) input.dataset.live = "";
    withBook().then(({ cells }) => cells.forEach((cell) => (cell.ran = null)));
    say(words);
  }

  // What the reader touches ---------------------------------------------------------------------

  const status = make("span", { role: "status" });
  const amount = make("span", { class: "live-amount", "aria-hidden": "true" });
  const progress = make("progress", { "aria-label": "Loading Python" });
  const stop = button("Stop", () => stopAll("Stopped. The next run starts from the first cell"), { class: "bar-button" });
  const reset = button("Reset", async () => {
    stopAll("");
    bar.hidden = true;
    for (const cell of (await withBook()).cells) cell.reset();
  }, { class: "bar-button" });
  const bar = make("div", { class: "live-bar", role: "group", "aria-label": "Python in this page" }, status, amount, progress, stop, reset);
  bar.hidden = true;
  document.body.append(bar);
  const say = (words) => {
    if (status.textContent !== words) status.textContent = words;
  };

  place.append(button("Run the code", () => run(), { class: "live-run", title: "Run all cells of this page, here" }));

  // Cells get their buttons when their code is seen.
  function equip(input) {
    if (input.querySelector(".live-tools")) return;
    const tools = make("div", { class: "live-tools" });
    tools.append(
      button("▶", async () => run(await cellOf(input)), { "aria-label": "Run this cell, and those above it" }),
      button("✎", async () => edit(await cellOf(input)), { "aria-label": "Change this cell" }),
    );
    input.prepend(tools);
    const id = input.id.replace("cell-", "");
    if (kept.get(id)) cellOf(input).then((cell) => edit(cell));
  }

  // A native field: what a phone, a screen reader and the keys of the system know.
  function edit(cell) {
    if (cell.field) return cell.field.focus();
    const code = cell.input.querySelector(".highlight");
    const field = make("textarea", { class: "live-field", spellcheck: "false", autocapitalize: "none", "aria-label": `Code of ${cell.name}` });
    const note = make("p", { class: "live-note" });
    const restore = button("Restore the book's", () => {
      cell.source = cell.printed;
      note.remove();
      field.replaceWith(code);
      cell.field = null;
    }, { class: "bar-button" });
    const download = button("Download my copy", () => save(), { class: "bar-button" });
    const words = cell.change && cell.change.printed !== cell.printed ? "The book's cell has changed since you wrote this. " : "Yours, kept in this browser. ";
    note.append(words, restore, download);
    field.value = cell.source;
    field.rows = field.value.split("\n").length + 1;
    field.addEventListener("input", () => {
      cell.source = field.value;
      field.rows = field.value.split("\n").length + 1;
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey || event.shiftKey)) {
        event.preventDefault();
        run(cell);
      }
    });
    code.replaceWith(field);
    field.after(note);
    cell.field = field;
    return field;
  }

  async function save() {
    const { notebook, cells } = await withBook();
    const sources = new Map(cells.map((cell) => [cell.id, cell.source]));
    const copy = { ...notebook, cells: notebook.cells.map((cell) => (sources.has(cell.id) ? { ...cell, source: sources.get(cell.id), outputs: [] } : cell)) };
    const link = make("a", { download: place.dataset.notebook.split("/").pop() });
    link.href = URL.createObjectURL(new Blob([JSON.stringify(copy, null, 1)], { type: "application/x-ipynb+json" }));
    link.click();
    URL.revokeObjectURL(link.href);
  }

  const equipShown = () => [...inputs.values()].filter((input) => !input.closest(".hide:not([open])")).forEach(equip);
  document.addEventListener("toggle", ({ target }) => target.open && target.matches(".hide") && equipShown(), true);
  equipShown();
})();
