// Finds the sections that answer a query. search-index.js gives SECTIONS, [page, anchor, title,
// text, numbers of its formulas], search-words.js gives SAME and IDLE, and search.js shows what is
// found.
const SEARCH = (() => {
  "use strict";

  // Words ------------------------------------------------------------------------------------

  // One spelling of a word: no case, no accents, British and American alike.
  const fold = (word) =>
    word
      .toLowerCase()
      .normalize("NFKD")
      .replace(/[^\p{L}\p{N}.]/gu, "")
      .replace(/([iy])z/g, "$1s")
      .replace(/(behavi|col|fav|neighb)our/g, "$1or")
      .replace(/(cent|fib|met)re/g, "$1er");

  // What the forms of a folded word begin with: initialis for initialise and initialisation.
  const stem = (word) =>
    word
      .replace(/(?<=\p{L}is)(?:ations?|ers?)$/u, "")
      .replace(/(?<=\p{L}{3})(?:ions?|ings?|e[ds]?|(?<!s)s)$/u, "");

  // The words of a text and where they stand. What is no letter or digit only parts them.
  const known = new Map();
  function wordsOf(text) {
    return [...text.matchAll(/[\p{L}\p{M}\p{N}]+(?:\.\p{N}+)*/gu)].map(({ 0: raw, index }) => {
      if (!known.has(raw)) known.set(raw, fold(raw));
      return { word: known.get(raw), from: index, to: index + raw.length };
    });
  }

  const stems = (text) => wordsOf(text).map(({ word }) => stem(word));

  // Short words and numbers count whole: he is not here, and 2 is not 2015.
  const begins = (word, start) =>
    word === start || (start.length > 2 && !/^\p{N}/u.test(start) && word.startsWith(start));

  // How many words, from place k on, are the phrase: batch norm is BatchNorm, and fanin is fan_in.
  function lengthAt(words, k, phrase) {
    const { word } = words[k];
    const next = words[k + 1]?.word;
    const isThere = (start, i) => k + i < words.length && begins(words[k + i].word, start);
    if (phrase.every(isThere)) return phrase.length;
    if (phrase.length > 1) return begins(word, phrase.join("")) ? 1 : 0;
    const rest = phrase[0].startsWith(word) && phrase[0].slice(word.length);
    return next && [next, stem(next)].includes(rest) ? 2 : 0;
  }

  // Where words are the phrase.
  function placesOf(phrase, words) {
    const places = [];
    const initial = phrase[0][0];
    for (let k = 0; k < words.length; k++) {
      if (words[k].word[0] !== initial) continue; // spares most of the work
      const length = lengthAt(words, k, phrase);
      if (length) places.push({ from: words[k].from, to: words[k + length - 1].to });
    }
    return places;
  }

  // Sections ---------------------------------------------------------------------------------

  const idle = new Set(stems(IDLE));
  const titleOfPage = new Map(SECTIONS.map(([page, , title]) => [page, title]).reverse());
  const isOnEachPage = (title) => SECTIONS.filter(([, , other]) => other === title).length > 2;

  // A section of a chapter teaches. What sums up, asks or stands at hand counts less.
  function weightOf([page, , title]) {
    if (isOnEachPage(title) || /^Exercise \d/.test(title)) return 0.3;
    return /\/ch\d/.test(page) ? 1 : /\/errata/.test(page) ? 0.4 : 0.2;
  }

  const sections = SECTIONS.map((entry) => {
    const title = wordsOf(entry[2]);
    return {
      entry,
      title,
      isTop: titleOfPage.get(entry[0]) === entry[2],
      telling: title.filter(({ word }) => !idle.has(stem(word))).length,
      text: wordsOf(entry[3]),
      numbers: wordsOf(entry[4]),
      page: wordsOf(titleOfPage.get(entry[0])),
      weight: weightOf(entry),
    };
  });
  const meanLength = sections.reduce((sum, { text }) => sum + text.length, 0) / sections.length;
  const vocabulary = [...new Set(known.values())];

  // How much a section is about a phrase: more if it is there often, in the title, or the number of a
  // formula there. The beginning of a page only announces what its text names.
  function aboutness({ text, title, numbers, telling, page, isTop }, phrase) {
    const count = (words) => placesOf(phrase, words).length;
    const [often, inTitle, inNumbers, inPage] = [text, title, numbers, page].map(count);
    return (
      ((isTop ? 0.5 : 1) * often) / (often + 1 + (0.4 * text.length) / meanLength) +
      (inTitle && 1 + 2 / Math.max(telling, 1)) +
      (inNumbers && 3) +
      (inPage && 0.3)
    );
  }

  // What phrases for the same thing are worth in each section: more if few have one (BM25).
  function worthOf(phrases) {
    const found = sections.map((section) =>
      Math.max(0, ...phrases.map((phrase) => aboutness(section, phrase))),
    );
    const rare = Math.log(1 + sections.length / (found.filter(Boolean).length + 0.5));
    return found.map((about) => about * rare);
  }

  // Queries ----------------------------------------------------------------------------------

  const same = Object.entries(SAME)
    .map(([said, meant]) => [stems(said), meant.map(stems)])
    .sort(([a], [b]) => b.length - a.length);

  // Whether two words are one: the book writes batch norm so, or a small one hangs on, fan_in.
  function isOne(first, second, between) {
    if (!second || second.word.length < 2) return false;
    if (/^[-_]$/.test(between) && idle.has(stem(second.word))) return true;
    return vocabulary.some((word) => word.startsWith(first.word + stem(second.word)));
  }

  // What a query asks for, each thing as a list of phrases: its own words and those for the same.
  function thingsIn(query) {
    const words = wordsOf(query);
    const own = words.map(({ word }) => stem(word));
    const things = [];
    for (let k = 0; k < words.length; k += things.at(-1)[0].length) {
      const isSaid = ([phrase]) => phrase.every((start, i) => start === own[k + i]);
      const [said, meant] = same.find(isSaid) || [[], []];
      const between = query.slice(words[k].to, words[k + 1]?.from);
      const length = Math.max(said.length, isOne(words[k], words[k + 1], between) ? 2 : 1);
      things.push([own.slice(k, k + length), ...meant]);
    }
    const telling = things.filter(([own]) => own.length > 1 || !idle.has(own[0]));
    return telling.length ? telling : things;
  }

  // How many letters to change, add, drop or swap make a into b.
  function distance(a, b) {
    const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
    for (let i = 1; i <= a.length; i++) {
      rows[i] = [i];
      for (let j = 1; j <= b.length; j++) {
        const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
        rows[i][j] = Math.min(
          rows[i - 1][j] + 1,
          rows[i][j - 1] + 1,
          rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1),
          isSwapped ? rows[i - 2][j - 2] + 1 : Infinity,
        );
      }
    }
    return rows[a.length][b.length];
  }

  // The words of the book that one it does not have may be a slip of.
  function respelt([word]) {
    const limit = word.length < 4 ? 0 : word.length < 7 ? 1 : 2;
    const isAsLong = (other) => Math.abs(other.length - word.length) <= limit;
    const candidates = new Set(vocabulary.map(stem).filter(isAsLong));
    const near = [...candidates].filter((other) => distance(word, other) <= limit);
    return near.map((other) => [other]);
  }

  // The sections for a query, best first, with the phrases that lead there. Where none has all that
  // is asked for, isExact is false, and those come that have most of it or nearly so.
  function find(query) {
    let things = thingsIn(query);
    let worths = things.map(worthOf);
    const hasAll = (_, k) => worths.every((worth) => worth[k]);
    const isExact = things.length > 0 && sections.some(hasAll);
    if (!isExact) {
      const isKnown = worths.map((worth) => worth.some(Boolean));
      things = things.map((phrases, i) => (isKnown[i] ? phrases : respelt(phrases[0])));
      worths = things.map(worthOf);
    }
    // Two that are asked for side by side count more where they stand so.
    const pairs = things.slice(1).map(([own], i) => [things[i][0], own]);
    const whole = pairs.filter(([a, b]) => a && b);
    const beside = whole.map(([a, b]) => worthOf([[...a, ...b], [...b, ...a]]));
    const ranked = sections
      .map(({ entry, weight }, k) => {
        const sum = (all) => all.reduce((total, each) => total + each[k], 0);
        const share = worths.filter((worth) => worth[k]).length / worths.length;
        return { entry, share, worth: weight * share * (sum(worths) + sum(beside) / 2) };
      })
      .filter(({ share }) => (isExact ? share === 1 : share > 0))
      .sort((a, b) => b.worth - a.worth);
    return { isExact, phrases: things.flat(), sections: ranked.map(({ entry }) => entry) };
  }

  // Where a text has one of the phrases, from the left.
  function placesIn(text, phrases) {
    const words = wordsOf(text);
    return phrases.flatMap((phrase) => placesOf(phrase, words)).sort((a, b) => a.from - b.from);
  }

  return { find, placesIn, titleOfPage };
})();
