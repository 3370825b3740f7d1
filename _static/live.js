// Offers to run the code of a page, and to change it. What does so is loaded when the reader asks, or where this
// browser keeps a change: _ext/live/cells.js has the cells, run.js runs them, and worker.js has Python.
const live = (() => {
  "use strict";
  const place = document.querySelector(".live[data-live]");
  const inputs = [...document.querySelectorAll(".cell_input[id]")];
  if (!place || !inputs.length) return null;

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

  // What is kept, of a page and of all.
  const store = `cells:${location.pathname.replace(/\.html$/, "")}`;
  const PACE = "python-pace";
  const kept = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // a browser that keeps nothing
    }
  };

  // How long the cells take that take long, as their notebook says, and how many times as long here: one such cell
  // that has run tells, and this browser remembers.
  const secondsOf = JSON.parse(place.dataset.seconds);
  let pace = Number(kept(PACE)) || 1;
  const takes = (id) => (secondsOf[id] ?? 0) * pace;
  function learnPace(id, measured) {
    if (!(id in secondsOf)) return;
    pace = measured / secondsOf[id];
    try {
      localStorage.setItem(PACE, pace);
    } catch {
      // It holds for this page.
    }
  }
  // No more digits than are known.
  function roughly(time) {
    if (time >= 100) return `${Math.round(time / 60)} min`;
    return `${time > 10 ? 5 * Math.round(time / 5) : Math.ceil(time)} s`;
  }

  // Who listens must know it before it speaks. What is seen stands elsewhere.
  const voice = make("span", { role: "status", class: "unseen" });
  const failure = make("span");
  const script = (name) => new Promise((resolve, reject) => {
    const node = make("script", { src: `${place.dataset.live}${name}?${place.dataset.version}` });
    Object.assign(node, { onload: resolve, onerror: reject });
    document.head.append(node);
  });
  async function load() {
    try {
      failure.textContent = "";
      await script("cells.js");
      await script("run.js");
      if (!answers.run) throw new Error("it came, and did not run");
    } catch (error) {
      loaded = null; // the next time asks again
      voice.textContent = failure.textContent = "What runs the code could not be loaded. Reload the page, and try again.";
      throw error;
    }
  }
  let loaded = null;
  const loadOnce = () => (loaded ??= load());

  // What the reader asks of a cell, or of all; run.js answers.
  const answers = {};
  const ask = (what, input) => () => loadOnce().then(() => answers[what](input), () => undefined);

  place.append(button("Run the code", ask("runAll"), { class: "live-run", title: "Run all cells of this page, here" }), failure, voice);
  for (const input of inputs) {
    const time = takes(input.id.replace("cell-", ""));
    const label = `Run this cell${time ? `, which takes about ${roughly(time)}` : ""}, and those above it`;
    input.prepend(make("div", { class: "live-tools" },
      button("▶", ask("run", input), { "aria-label": label }),
      button("✎", ask("edit", input), { "aria-label": "Change this cell", class: "live-change" }),
      make("span", { text: time ? `≈${roughly(time)}` : "", "aria-hidden": "true" })));
  }
  if (kept(store)) loadOnce().catch(() => undefined);

  return { place, inputs, make, button, store, voice, takes, learnPace, roughly, loadOnce, answers };
})();
