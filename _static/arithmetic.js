// Reads a number as a person types it: -0.0146, 0,0146, 12 528, 1/24, 5^19, 2e-28, 24*ln(2), 12 %.
// A comma alone is a decimal point; it groups thousands where it can mean nothing else. The text is
// taken apart by hand and never run as a script.
const arithmetic = (() => {
  "use strict";

  const LONGEST = 200; // characters; brackets in brackets without end would end in an error
  const CONSTANTS = new Map([
    ["pi", Math.PI],
    ["π", Math.PI],
    ["e", Math.E],
    ["inf", Infinity],
    ["∞", Infinity],
    ["nan", NaN],
  ]);
  const FUNCTIONS = new Map([
    ["sqrt", Math.sqrt],
    ["exp", Math.exp],
    ["ln", Math.log],
    ["log", Math.log], // as in NumPy
    ["log2", Math.log2],
    ["log10", Math.log10],
    ["tanh", Math.tanh],
    ["abs", Math.abs],
  ]);

  const NUMBER = /^(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?/i;
  const GROUPED = /^[1-9]\d{0,2}(?:(?:[\s_'’]\d{3})+(?:[.,]\d*)?|(?:,\d{3}){2,}(?:\.\d*)?|,\d{3}\.\d*)(?!\d)/;
  const NAME = /^(?:(?:np|math)\.)?([a-z]+\d*|[π∞])/i;

  const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const lowered = (mark) => (mark === "⁻" ? "-" : mark === "⁺" ? "+" : SUPERSCRIPTS.indexOf(mark));

  // Typography becomes what is on a keyboard.
  const plain = (text) =>
    text
      .trim()
      .replace(/[−–‐‑]/g, "-")
      .replace(/[×·⋅∗]/g, "*")
      .replace(/[÷∕⁄]/g, "/")
      .replace(/\*\*/g, "^")
      .replace(/[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (power) => `^(${[...power].map(lowered).join("")})`);

  class Unreadable extends Error {}

  // Each method reads what its rule says from where the last one ended.
  class Reader {
    constructor(text) {
      this.rest = plain(text);
    }

    take(pattern) {
      const found = pattern.exec(this.rest);
      if (found) this.rest = this.rest.slice(found[0].length).trimStart();
      return found;
    }

    // all = sum, and nothing behind it
    all() {
      const value = this.sum();
      if (this.rest) throw new Unreadable();
      return value;
    }

    // sum = product { ("+" | "-") product }
    sum() {
      let value = this.product();
      for (let sign; (sign = this.take(/^[+-]/)); ) {
        value += sign[0] === "+" ? this.product() : -this.product();
      }
      return value;
    }

    // product = signed { ("*" | "/") signed }
    product() {
      let value = this.signed();
      for (let sign; (sign = this.take(/^[*/]/)); ) {
        if (sign[0] === "*") value *= this.signed();
        else value /= this.signed();
      }
      return value;
    }

    // signed = ("+" | "-") signed | power
    signed() {
      const sign = this.take(/^[+-]/);
      if (!sign) return this.power();
      return sign[0] === "-" ? -this.signed() : this.signed();
    }

    // power = share [ "^" signed ]
    power() {
      const base = this.share();
      return this.take(/^\^/) ? base ** this.signed() : base;
    }

    // share = value { "%" }
    share() {
      let value = this.value();
      while (this.take(/^%/)) value /= 100;
      return value;
    }

    // value = number | constant | function bracket | "√" (number | constant | bracket) | bracket
    value() {
      const grouped = this.take(GROUPED)?.[0];
      if (grouped) {
        const digits = grouped.replace(/[\s_'’]/g, "");
        return Number(/,.*[,.]/.test(digits) ? digits.replace(/,/g, "") : digits.replace(",", "."));
      }
      const number = this.take(NUMBER);
      if (number) return Number(number[0].replace(",", "."));
      if (this.take(/^√/)) return Math.sqrt(this.value());
      const name = this.take(NAME)?.[1].toLowerCase();
      if (name === undefined) return this.bracket();
      if (CONSTANTS.has(name)) return CONSTANTS.get(name);
      if (!FUNCTIONS.has(name)) throw new Unreadable();
      return FUNCTIONS.get(name)(this.bracket());
    }

    // bracket = "(" sum ")"
    bracket() {
      if (!this.take(/^\(/)) throw new Unreadable();
      const value = this.sum();
      if (!this.take(/^\)/)) throw new Unreadable();
      return value;
    }
  }

  // Return the number that a text stands for; undefined if it stands for none.
  function read(text) {
    if (text.length > LONGEST) return undefined;
    try {
      return new Reader(text).all();
    } catch (error) {
      if (error instanceof Unreadable) return undefined;
      throw error;
    }
  }

  return { read };
})();
