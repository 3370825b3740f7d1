// Runs the cells of a page where they stand: cells.js has the cells, and worker.js Python.
(() => {
  "use strict";
  const { place, make, button, roughly } = live;
  const { cells, showGone, NEEDS_SERVER } = live.pageCells;
  const takes = (cell) => live.takes(cell.id);
  const about = (time) => `about ${roughly(time)}`;
  const gigabytes = place.dataset.megabytes / 1000; // as its notebook says, where it is much
  const memory = gigabytes ? `, with up to ${gigabytes.toFixed(1)} GB of memory` : "";
  const number = (count) => `${count} cell${count === 1 ? "" : "s"}`;

  // Python --------------------------------------------------------------------------------------

  const python = {
    worker: null,
    isReady: false,
    bytes: null, // of what it loads: how many have come, of how many, from where, and when and how many at first
    waiting: [], // cells
    running: null, // a cell
    asked: new Map(), // by figure, the places of its controls that it waits for: the latest win
    drawing: null, // a figure
    figures: new Map(), // that it has shown and can draw, and the places that they were drawn at, if they moved
    done: { cells: 0, seconds: 0 }, // since the reader asked

    start() {
      if (this.worker) return;
      say(`Loading Python${memory}`);
      try {
        this.worker = new Worker(new URL(`${place.dataset.live}worker.js?${place.dataset.version}`, location));
      } catch {
        return this.broken({ message: "this browser does not allow it" });
      }
      this.worker.onmessage = ({ data }) => this[data.kind](data);
      this.worker.onerror = () => this.broken({ message: this.isReady ? "its thread failed" : "its script could not be loaded" });
    },

    end() {
      this.worker?.terminate();
      this.running?.mark("");
      const figures = [this.drawing, ...this.asked.keys()].filter(Boolean);
      Object.assign(this, { worker: null, isReady: false, bytes: null, waiting: [], running: null, asked: new Map(), drawing: null, figures: new Map() });
      for (const cell of cells) cell.ran = null;
      figures.forEach(tellThatPythonEnded);
      showWork();
    },

    // A cell needs those above it: they run first, from the one that has not, or is another now. What waits goes on.
    run(last) {
      const above = cells.slice(0, cells.indexOf(last));
      const stale = above.findIndex((cell) => cell.ran !== cell.source);
      const wanted = new Set([...(stale < 0 ? [] : above.slice(stale)), last, ...this.waiting]);
      if (!this.running && !this.waiting.length) this.done = { cells: 0, seconds: 0 };
      this.waiting = cells.filter((cell) => wanted.has(cell) && (cell !== this.running || cell.sent !== cell.source));
      if (this.isReady) sayWhatRuns();
      this.next();
    },

    next() {
      if (!this.isReady || this.running || this.drawing) return;
      const [asking] = this.asked;
      if (asking) {
        const [figure, places] = asking;
        this.asked.delete(figure);
        this.drawing = figure;
        this.figures.set(figure, places);
        this.worker.postMessage({ kind: "draw", figure: figure.id, places, only: phone.matches ? "narrow" : "wide" });
      } else if (this.waiting.length) {
        const cell = (this.running = this.waiting.shift());
        cell.begun = null; // what it imports may still be on its way
        cell.sent = cell.source;
        if (cell.ran !== cell.sent) for (const below of cells.slice(cells.indexOf(cell))) below.ran = null;
        cell.mark("running");
        this.worker.postMessage({ kind: "run", name: cell.name, source: cell.sent });
      }
      showWork();
    },

    // What a cell showed before is seen no more: Python need not keep what it would draw it from.
    forgetUnseen() {
      const unseen = [...this.figures.keys()].filter((figure) => !figure.isConnected);
      for (const figure of unseen) {
        this.figures.delete(figure);
        this.asked.delete(figure);
      }
      if (unseen.length) this.worker.postMessage({ kind: "forget", figures: unseen.map(({ id }) => id) });
    },

    // What it says.
    received({ received, total, isKept }) {
      this.bytes = { since: performance.now(), first: received, ...this.bytes, received, total, isKept };
      if (!this.isReady && received === total) say("Starting");
      showWork();
    },
    stage({ stage }) {
      say(stage);
    },
    ready() {
      this.isReady = true;
      sayWhatRuns();
      this.next();
    },
    broken({ message }) {
      const what = this.isReady ? "Python has ended" : "Python could not be started";
      this.end();
      say(`${what}: ${message}. The notebook, at the end of this page, runs elsewhere`);
    },
    begins() {
      if (this.running) this.running.begun = performance.now();
      showWork();
    },
    ran({ outputs, failed, seconds }) {
      const cell = this.running;
      this.running = null;
      this.done.cells += 1;
      this.done.seconds += seconds;
      cell.ran = failed ? null : cell.sent;
      if (!failed && cell.sent === cell.printed) live.learnPace(cell.id, seconds);
      for (const figure of cell.show(outputs)) this.figures.set(figure, null);
      this.forgetUnseen();
      cell.mark(failed ? "failed" : "ran");
      if (failed) {
        this.waiting = [];
        cell.reveal();
        say(`Stopped at ${cell.name}: ${outputs.at(-1).error.split("\n").pop()}`);
      } else if (!this.waiting.length) {
        const what = this.done.cells === 1 ? cell.name : number(this.done.cells);
        say(`Done: ${what} took ${this.done.seconds.toFixed(1)} s`);
      }
      this.next();
    },
    drawn({ view, error }) {
      const figure = this.drawing;
      this.drawing = null;
      if (view) redraw(figure, view);
      figure.dispatchEvent(new CustomEvent("explore-drawn", { detail: error && `This could not be drawn. ${error}` }));
      this.next();
    },
  };

  function redraw(figure, view) {
    const drawn = make("div");
    drawn.innerHTML = view;
    const shown = figure.querySelector(".explore-view");
    shown.setAttribute("aria-label", drawn.firstElementChild.getAttribute("aria-label"));
    shown.replaceChildren(...drawn.firstElementChild.childNodes);
  }

  function tellThatPythonEnded(figure) {
    const words = "Python has stopped. Run the cell again to move its figure.";
    figure.dispatchEvent(new CustomEvent("explore-drawn", { detail: words }));
  }

  document.addEventListener("explore-asks", ({ target, detail }) => {
    if (!python.figures.has(target)) return tellThatPythonEnded(target);
    python.asked.delete(target);
    python.asked.set(target, detail);
    python.next();
  });

  // Of a figure that is laid out for phones too, a move draws only what is shown: half of it, in half the time.
  const phone = matchMedia("(max-width: 30rem)"); // as in course.css
  phone.addEventListener("change", () => {
    for (const [figure, places] of python.figures)
      if (places && figure.isConnected && !python.asked.has(figure)) python.asked.set(figure, places);
    python.next();
  });

  // What the reader touches ---------------------------------------------------------------------

  let home = place; // where the run was asked for: its tools get a way to stop, and the focus afterwards

  function run(last, tools) {
    bar.hidden = false;
    if (location.protocol === "file:") {
      say(NEEDS_SERVER);
      return;
    }
    home = tools;
    python.start();
    python.run(last);
  }

  // A page that is left may stay in memory, beside the next one and its Python.
  addEventListener("pagehide", () => python.worker && stopWithWords());

  function stopAll(words) {
    python.end();
    say(words);
  }

  function resetAll() {
    stopAll("");
    for (const cell of cells) {
      cell.mark("");
      cell.reset();
    }
    bar.hidden = true;
    home.querySelector("button").focus({ preventScroll: true });
  }

  const stopWithWords = () => stopAll("Stopped. The next run starts from the first cell");
  const stopHere = button("■", stopWithWords, { "aria-label": "Stop" });
  const stop = button("Stop", () => python.worker && isAtWork() && stopWithWords(), { class: "bar-button" });
  const reset = button("Reset", resetAll, { class: "bar-button", title: "Show the page as the book has it" });
  const status = make("span", { class: "live-status" }); // which the voice says, too
  const amount = make("span", { class: "live-amount", "aria-hidden": "true" }); // would be heard all the time
  const progress = make("progress", { "aria-label": "Loading Python" });
  const bar = make("section", { class: "live-bar", "aria-label": "Python in this page" }, status, amount, progress, make("div", { class: "live-ends" }, stop, reset));
  bar.hidden = true;
  document.body.append(bar);

  const isAtWork = () => Boolean(python.worker && (!python.isReady || python.running || python.drawing));
  const say = (words) => {
    if (status.textContent !== words) live.voice.textContent = status.textContent = words;
  };

  function sayWhatRuns() {
    const ahead = [python.running, ...python.waiting].filter(Boolean);
    const long = ahead.filter(takes);
    const time = about(long.reduce((sum, cell) => sum + takes(cell), 0));
    say(`Running ${number(ahead.length)}${long.length ? `, of which ${long.length} take${long.length === 1 ? "s" : ""} ${time}` : ""}${memory}`);
  }

  // What goes on, in figures: they change all the time, and are seen alone.
  function showWork() {
    const { worker, isReady, running, bytes } = python;
    const isArriving = bytes !== null && bytes.received < bytes.total;
    const isLoading = worker !== null && (!isReady || (isArriving && running && !running.begun));
    progress.hidden = !isLoading;
    if (isArriving) Object.assign(progress, { max: bytes.total, value: bytes.received });
    else progress.removeAttribute("value");
    amount.textContent = isLoading && isArriving ? wordsOfLoading() : isReady && running ? wordsOfRunning() : "";
    stop.setAttribute("aria-disabled", !isAtWork());
    if (isAtWork() && stopHere.parentElement !== home) home.append(stopHere);
    if (isAtWork() || !stopHere.isConnected) return;
    if (stopHere.matches(":focus")) home.querySelector("button").focus();
    stopHere.remove();
  }

  function wordsOfLoading() {
    const { received, total, isKept, since, first } = python.bytes;
    const amounts = `${Math.floor(received / 1e6)} of ${Math.ceil(total / 1e6)} MB`;
    const passed = (performance.now() - since) / 1000;
    if (isKept) return `${amounts}, from this browser`;
    if (received - first < total / 20 || passed < 1) return amounts; // nobody knows yet
    return `${amounts}, ${about((passed * (total - received)) / (received - first))} left`;
  }

  function wordsOfRunning() {
    const { running: cell, waiting } = python;
    const passed = cell.begun ? (performance.now() - cell.begun) / 1000 : 0;
    const time = passed < 1 ? "" : `${cell.name}: ${Math.floor(passed)} s${takes(cell) ? ` of ${about(takes(cell))}` : ""}`;
    return [time, waiting.length ? `${waiting.length} to go` : ""].filter(Boolean).join(", ");
  }

  showWork();
  setInterval(() => isAtWork() && showWork(), 1000);

  const cellOf = (part) => cells.find(({ input }) => input.contains(part));
  const runCell = (cell) => run(cell, cell.tools);
  document.addEventListener("cell-asks", ({ target }) => runCell(cellOf(target)));
  live.answers.runAll = () => run(cells.at(-1), place);
  live.answers.run = (input) => runCell(cellOf(input));
  live.answers.edit = (input) => {
    cellOf(input).edit();
    cellOf(input).field.focus();
  };
  for (const cell of cells) if (cell.change) cell.edit();
  showGone();
})();
