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
    if (Number.isNaN(number)) return "nan";
    if (!Number.isFinite(number)) return number > 0 ? "inf" : "-inf";
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
    const escaped = letters.map(
      (letter) => short[letter] ?? (isPrintable(letter) ? letter : code(letter)),
    );
    return quote + escaped.join("") + quote;
  }

  const isPrintable = (letter) => letter === " " || !/[\p{C}\p{Z}]/u.test(letter);

  function code(letter) {
    const hex = letter.codePointAt(0).toString(16);
    if (hex.length <= 2) return `\\x${hex.padStart(2, "0")}`;
    return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
  }

  // A target is [value] for a truth value and [value, tolerance] for a number; an answer has one for
  // each of its entries, or null where anything will do.
  const isTruth = (target) => target.length === 1;

  function meets(value, target) {
    if (isTruth(target)) return value === target[0];
    return Math.abs(value - Number(target[0])) <= Number(target[1]);
  }

  const allMeet = (values, targets) =>
    targets === null || values.every((value, place) => meets(value, targets[place]));

  const valueOf = (text, target) => (isTruth(target) ? text : arithmetic.read(text));

  // What keeps an entry from being read, in words; "" if nothing does.
  function trouble(text, target, sentences) {
    const value = valueOf(text, target);
    if (value === undefined) {
      const what = filled(sentences["typed"], { what: quoted(text), type: "str" });
      return filled(sentences["no number"], { what });
    }
    const isRead = isTruth(target) || Number.isFinite(value);
    return isRead ? "" : filled(sentences["not finite"], { what: written(value) });
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

  // Judge the texts that were typed, a list for each name. Return how they fared, the lines to show,
  // which mistake it was (-1 if none is known), and the names whose answers are at fault.
  function judge({ names, shapes, right, answer, mistakes }, texts, { outcomes, sentences }) {
    const say = (sentence, parts) => filled(sentences[sentence], parts);
    const verdict = (outcome, atFault, [first, ...more], mistake = -1) => {
      const lines = [`${outcomes[outcome]} ${first}`.trimEnd(), ...more];
      return { outcome, lines, mistake, atFault };
    };

    const empty = names.filter((_, k) => texts[k].some((text) => !text.trim()));
    if (empty.length) {
      return verdict("UNANSWERED", empty, [say("empty", { names: empty.join(", ") })]);
    }
    for (const [k, name] of names.entries()) {
      const found = texts[k].map((text, place) => trouble(text, answer[k][place], sentences));
      const place = found.findIndex(Boolean);
      if (place < 0) continue;
      const words = located(found[place], place, shapes[k], sentences);
      return verdict("UNREADABLE", [name], [say("unreadable", { name, trouble: words })]);
    }

    const values = texts.map((entries, k) =>
      entries.map((text, place) => valueOf(text, answer[k][place])),
    );
    const isRight = values.map((value, k) => allMeet(value, answer[k]));
    if (isRight.every(Boolean)) return verdict("RIGHT", [], [right]);
    const mistake = mistakes.findIndex(([, made]) =>
      values.every((value, k) => allMeet(value, made[k])),
    );
    const said = names.map((name, k) => say("value", { name, value: shown(values[k], shapes[k]) }));
    const isWrong = (_, k) => !isRight[k];
    const found = say("wrong", { values: said.filter(isWrong).join(", ") });
    const hint = mistake < 0 ? sentences["new"] : mistakes[mistake][0];
    return verdict("WRONG", names.filter(isWrong), [found, say("hint", { hint })], mistake);
  }

  // What a mistake is called, by its place; null if it is none that the checker knows.
  const nameOf = (mistake, { mistakes }) => mistakes[mistake]?.[2] ?? null;

  return { parsed, judge, nameOf };
})();
