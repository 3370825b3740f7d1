// The slider of the landing page's picture: the size of the first weights of the bold networks.
(() => {
  "use strict";

  const [range, output] = document.querySelectorAll(".hero-control :is(input, output)");
  const bundle = document.querySelector(".bundle");
  const depth = Number(bundle.dataset.depth);
  const height = Number(bundle.dataset.height); // powers of ten above the middle

  function show() {
    // Variance times 2^k: each layer lengthens a gradient by the root of that.
    const variance = 2 ** Number(range.value);
    const powers = (depth / 2) * Math.log10(variance);
    const drop = (200 * powers) / height;
    bundle.setAttribute("transform", `matrix(1 ${drop / 1000} 0 1 0 ${-drop})`);
    const ratio = 10 ** powers;
    const times = ratio < 1 ? 1 / ratio : ratio;
    const size = times < 1000 ? times.toPrecision(3) : Math.round(times).toLocaleString("en");
    const fate = ratio < 1 ? `${size} times shorter` : `${size} times longer`;
    const words =
      range.value === "0"
        ? "Variance 2/n: the gradients stay level."
        : `Variance ${variance.toFixed(2)} · 2/n: after ${depth} layers the gradients are ${fate}.`;
    if (output.textContent !== words) output.textContent = words; // or it would be read out again
    range.setAttribute("aria-valuetext", words);
  }

  range.addEventListener("input", show);
  document.addEventListener("page-shown", show);
  show();
})();
