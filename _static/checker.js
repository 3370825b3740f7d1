// Judges answers as tools/exercises/checker.py does, of which it knows neither a value nor a word:
// values, tolerances, hints and sentences come in a table that the build writes.
const checker = (() => {
  "use strict";

  // Turned by half of the alphabet, so that nobody who glances at the source reads the answers. This
  // hides them from the eye alone: who wants to know, opens the worked solution.
  const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const turned = (letter) => ALPHABET[(ALPHABET.indexOf(letter) + 31) % 62];
  const unveiled = (text) => text.replace(/[0-9A-Za-z]/g, turned);

  const parsed = (table) =>
    JSON.parse(table, (_, value) => (typeof value === "string" ? unveiled(value) : value));

  const filled = (sentence, parts) => sentence.replace(/\{(\w+)\}/g, (_, part) => parts[part]);

  // Write a number to ten digits, as Python's format "g" does.
  function written(number) {
    if (!Number.isFinite(number)) return Number.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
    const [mantissa, power] = rounded(Math.abs(number)).split("e");
    const sign = number < 0 || Object.is(number, -0) ? "-" : "";
    const exponent = Number(power);
    const digits = mantissa.replace(".", "");
    const pointed = (head, tail) => (tail ? `${sign}${head}.${tail}` : sign + head);
    if (exponent < -4 || exponent > 9) {
      const size = String(Math.abs(exponent)).padStart(2, "0");
      const significant = digits.slice(1).replace(/0+$/, "");
      return `${pointed(digits[0], significant)}e${exponent < 0 ? "-" : "+"}${size}`;
    }
    const all = "0".repeat(Math.max(-exponent, 0)) + digits;
    const whole = Math.max(exponent, 0) + 1;
    return pointed(all.slice(0, whole), all.slice(whole).replace(/0+$/, ""));
  }

  // Round to ten digits; what lies halfway goes to the even one, where toExponential goes up.
  function rounded(size) {
    const halfway = /^(\d\.\d{8}[02468])50*(e.*)$/.exec(size.toExponential(60));
    return halfway ? halfway[1] + halfway[2] : size.toExponential(9);
  }

  // Quote a text as Python's reprlib does, which cuts long ones in their middle.
  function quoted(text) {
    const letters = [...text];
    const whole = [...literal(letters.slice(0, 30))];
    if (whole.length <= 30) return whole.join("");
    const ends = [...literal([...letters.slice(0, 13), ...letters.slice(letters.length - 14)])];
    return [...ends.slice(0, 13), "...", ...ends.slice(-14)].join("");
  }

  function literal(letters) {
    const quote = letters.includes("'") && !letters.includes('"') ? '"' : "'";
    const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", [quote]: `\\${quote}` };
    const escaped = letters.map((letter) => short[letter] ?? (isPrintable(letter) ? letter : code(letter)));
    return quote + escaped.join("") + quote;
  }

  const isPrintable = (letter) => letter === " " || !/[\p{C}\p{Z}]/u.test(letter);

  function code(letter) {
    const hex = letter.codePointAt(0).toString(16);
    if (hex.length <= 2) return `\\x${hex.padStart(2, "0")}`;
    return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
  }

  // A target is [value] of a truth value, [value, tolerance] of a number, or null for anything.
  function meets(value, target) {
    if (target === null) return true;
    if (typeof value === "string") return value === target[0];
    return Math.abs(value - Number(target[0])) <= Number(target[1]);
  }

  const allMeet = (values, targets) =>
    targets === null || values.every((value, place) => meets(value, targets[place]));

  // What keeps the entry of an answer from being read, in words; "" if nothing does.
  function trouble(text, target, sentences) {
    if (target.length === 1) return "";
    const value = arithmetic.read(text);
    if (value === undefined) {
      const what = filled(sentences["typed"], { what: quoted(text), type: "str" });
      return filled(sentences["no number"], { what });
    }
    return Number.isFinite(value) ? "" : filled(sentences["not finite"], { what: written(value) });
  }

  // Say where in an array it is, as lists in lists are read: from the outside in.
  function located(found, place, shape, sentences) {
    let rest = place;
    for (const length of [...shape].reverse()) {
      found = filled(sentences["item"], { position: rest % length, trouble: found });
      rest = Math.floor(rest / length);
    }
    return found;
  }

  // Write an answer: a value, or the entries of an array in lists.
  function shown(values, shape) {
    if (!shape.length) return typeof values[0] === "string" ? values[0] : written(values[0]);
    const size = values.length / shape[0];
    const items = Array.from({ length: shape[0] }, (_, item) =>
      shown(values.slice(item * size, (item + 1) * size), shape.slice(1)),
    );
    return `[${items.join(", ")}]`;
  }

  // Judge the texts that were typed, a list for each name: how they fared, the lines to show, which
  // mistake it was (-1 if none is known), and the names that are not right.
  function judge({ names, shapes, right, answer, mistakes }, texts, { outcomes, sentences }) {
    const verdict = (outcome, lines, wrong, mistake = -1) => {
      const [first, ...more] = lines;
      return { outcome, lines: [`${outcomes[outcome]} ${first}`.trimEnd(), ...more], wrong, mistake };
    };
    const empty = names.filter((_, k) => texts[k].some((text) => !text.trim()));
    if (empty.length) {
      return verdict("UNANSWERED", [filled(sentences["empty"], { names: empty.join(", ") })], empty);
    }
    const values = [];
    for (const [k, name] of names.entries()) {
      for (const [place, text] of texts[k].entries()) {
        const found = trouble(text, answer[k][place], sentences);
        if (!found) continue;
        const words = located(found, place, shapes[k], sentences);
        return verdict("UNREADABLE", [filled(sentences["unreadable"], { name, trouble: words })], [name]);
      }
      values.push(texts[k].map((text, place) => (answer[k][place].length === 1 ? text : arithmetic.read(text))));
    }
    const wrong = names.filter((_, k) => !allMeet(values[k], answer[k]));
    if (!wrong.length) return verdict("RIGHT", [right], []);
    const mistake = mistakes.findIndex(([, made]) => values.every((value, k) => allMeet(value, made[k])));
    const said = wrong.map((name) => {
      const k = names.indexOf(name);
      return filled(sentences["value"], { name, value: shown(values[k], shapes[k]) });
    });
    const hint = mistake < 0 ? sentences["new"] : mistakes[mistake][0];
    const lines = [filled(sentences["wrong"], { values: said.join(", ") }), filled(sentences["hint"], { hint })];
    return verdict("WRONG", lines, wrong, mistake);
  }

  return { parsed, judge, written };
})();
