// Figures that answer without a kernel. tools/plotting/explorable.py writes the markup, tools/plotting/frames.py the
// table: a slot is [place of the element, attribute or null for the content, texts, column].
(() => {
  "use strict";
  const PAUSE = 700; // milliseconds without a move, after which the sentence is read out
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const size = (input) =>
    input.type === "checkbox" ? 2 : input.options ? input.options.length : +input.max + 1;
  const place = (input) =>
    input.type === "checkbox" ? +input.checked : input.options ? input.selectedIndex : +input.value;
  const move = (input, to) => {
    if (input.type === "checkbox") input.checked = to;
    else if (input.options) input.selectedIndex = to;
    else input.value = to;
  };

  // The same as NUMBER, DIGITS, LAST, unpack, _number and _lengthen in tools/plotting/frames.py
  // and lattice_number in lattice.py.
  const NUMBER = /(?:-(?=[1-9]|0\.[0-9]*[1-9]))?(?:[1-9][0-9]{0,6}|0)(?:\.[0-9]{1,6})?/g;
  const DIGITS = "0123456789!#$%&'()*+,-./:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";
  const LAST = 61;
  function unpack([code, ...lags]) {
    const numbers = [];
    let value = 0;
    let factor = 1;
    for (const character of code) {
      const digit = DIGITS.indexOf(character);
      value += digit * factor;
      factor *= DIGITS.length - LAST;
      if (digit < LAST) {
        numbers.push(value % 2 ? (-1 - value) / 2 : value / 2);
        value = 0;
        factor = 1;
      }
    }
    for (const lag of lags)
      for (let k = lag; k < numbers.length; k += 1) numbers[k] += numbers[k - lag];
    return numbers;
  }
  const write = (integer, decimals) =>
    decimals < 0 ? (integer / 10 ** -decimals).toFixed(-decimals) : `${integer / 10 ** decimals}`;
  const lengthen = (short, start) =>
    short.flatMap((form) => {
      if (!Array.isArray(form)) return [form];
      const [words, packed, decimals, own, byPlace = 0, step = 1, origin = 0] = form;
      const between = words || start.split(NUMBER);
      const kept = words ? [] : start.match(NUMBER);
      const places = unpack(packed);
      const numbers = unpack(own).map((k) => Math.floor(origin + step * k + 0.5));
      const width = Math.max(...places);
      const height = numbers.length / width;
      const [down, along] = byPlace ? [1, height] : [width, 1];
      return Array.from({ length: height }, (_, row) =>
        places.reduce((text, place, k) => {
          const number = numbers[row * down + (place - 1) * along];
          return text + (place ? write(number, decimals[place - 1] ?? decimals) : kept[k]) + between[k + 1];
        }, between[0])
      );
    });

  function start(figure) {
    const view = figure.querySelector(".explore-view");
    const caption = figure.querySelector("figcaption");
    const controls = figure.querySelector("fieldset");
    const inputs = [...controls.querySelectorAll("input, select")];
    const presets = [...controls.querySelectorAll(".explore-preset")];
    const home = inputs.map(place);
    const frame = () => inputs.reduce((sum, input) => sum * size(input) + place(input), 0);
    const first = frame();
    let shown = first;

    // To read a table takes time, which a page that is being loaded has not.
    let known;
    const read = () => (known ??= readTable());
    for (const event of ["pointerenter", "focusin"]) controls.addEventListener(event, read, { once: true });
    function readTable() {
      const table = JSON.parse(figure.querySelector("script").textContent);
      const columns = table.columns?.map(unpack);
      const nodes = [view, ...view.querySelectorAll("*")];
      const slots = (table.slots ?? []).map(([place, name, texts, column]) => {
        const node = nodes[place];
        return {
          node,
          name,
          values: lengthen(texts, name && node.getAttribute(name)),
          column: columns[column],
          shown: columns[column][first],
        };
      });
      return { ...table, slots };
    }

    function show() {
      const now = (shown = frame());
      const { slots, texts, presets: places, live } = read();
      for (const slot of slots) {
        const next = slot.column[now];
        if (next === slot.shown) continue;
        slot.shown = next;
        const value = slot.values[next];
        if (slot.name === null) slot.node.innerHTML = value;
        else if (value === null) slot.node.removeAttribute(slot.name);
        else slot.node.setAttribute(slot.name, value);
      }
      inputs.forEach((input, k) => {
        if (input.type !== "range") return;
        const text = texts[k][place(input)];
        input.setAttribute("aria-valuetext", text);
        input.nextElementSibling.textContent = text;
      });
      presets.forEach((button, k) => {
        const stands = places[k].every(([input, to]) => place(inputs[input]) === to);
        button.setAttribute("aria-pressed", stands);
      });
      if (!live) return tell();
      // Python in the page draws it, and says so when it has, or why it has not.
      view.setAttribute("aria-busy", true);
      figure.dispatchEvent(new CustomEvent("explore-asks", { bubbles: true, detail: inputs.map(place) }));
    }
    // A screen reader would say the sentence of every step, and none to its end: it hears of the
    // last one, which then comes anew.
    let timer = 0;
    let resting = 0;
    function tell(failure) {
      view.removeAttribute("aria-busy");
      figure.toggleAttribute("data-behind", Boolean(failure));
      const sentence = failure || view.getAttribute("aria-label");
      if (caption.textContent === sentence) return;
      caption.setAttribute("aria-live", "off");
      caption.textContent = sentence;
      rest();
    }
    function rest() {
      clearTimeout(resting);
      if (timer || caption.getAttribute("aria-live") === "polite") return;
      resting = setTimeout(() => {
        const sentence = caption.textContent;
        caption.setAttribute("aria-live", "polite");
        caption.textContent = sentence;
      }, PAUSE);
    }

    const button = controls.querySelector(".explore-play");
    const name = () => {
      if (button) button.textContent = calm.matches ? "Step" : timer ? "Pause" : "Play";
    };
    function stop() {
      clearInterval(timer);
      timer = 0;
      name();
      rest();
    }
    // Of the finer steps of a figure that Python draws, play takes as many as it can draw meanwhile.
    const stride = (played) => (read().live ? Math.ceil(size(played) / 60) : 1);
    function step() {
      const played = inputs[read().play];
      const last = size(played) - 1;
      move(played, place(played) === last ? 0 : Math.min(place(played) + stride(played), last));
      show();
      if (timer && place(played) === last) stop();
    }
    function play() {
      if (timer) return stop();
      if (!calm.matches) {
        const played = inputs[read().play];
        const steps = size(played) / stride(played);
        timer = setInterval(step, Math.min(500, Math.max(100, 6000 / steps)));
        name();
      }
      step();
    }

    controls.addEventListener("input", () => {
      if (timer) stop();
      show();
    });
    controls.querySelector(".explore-reset").addEventListener("click", () => {
      stop();
      inputs.forEach((input, k) => move(input, home[k]));
      show();
    });
    presets.forEach((button, k) =>
      button.addEventListener("click", () => {
        stop();
        for (const [input, to] of read().presets[k]) move(inputs[input], to);
        show();
      })
    );
    button?.addEventListener("click", play);
    calm.addEventListener("change", stop);
    // A view that scrolls must be reachable by keyboard; one that does not is no stop on the way.
    const judge = () => {
      if (view.scrollWidth > view.clientWidth) view.tabIndex = 0;
      else view.removeAttribute("tabindex");
    };
    new ResizeObserver(() => requestAnimationFrame(judge)).observe(view); // as in course.js
    figure.addEventListener("explore-drawn", ({ detail }) => tell(detail));
    document.addEventListener("page-shown", () => frame() === shown || show());
    name();
    controls.disabled = false;
  }

  document.addEventListener("explore-shown", ({ target }) => start(target));
  const startAll = () => document.querySelectorAll("figure.explore").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
  else startAll();
})();
