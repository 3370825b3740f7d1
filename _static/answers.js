// What a reader has answered: kept in this browser alone, by page, for predictions and exercises.
// Who keeps something names its kind, "predictions" or "exercises", and a key of its own.
const answers = (() => {
  "use strict";

  const PREFIX = "answers:";
  const KINDS = ["predictions", "exercises"];
  // A server may show a page without the end of its name.
  const store = (path) => PREFIX + path.replace(/\.html$/, "");
  const isRecord = (kept) => typeof kept === "object" && kept !== null && !Array.isArray(kept);

  // Storage may be forbidden, full or hold something else; then nothing is remembered.
  function attempt(access) {
    try {
      return access(localStorage);
    } catch {
      return undefined;
    }
  }

  // What is kept for a page: a record of answers by key, for each kind.
  function of(path = location.pathname) {
    const kept = attempt((storage) => JSON.parse(storage.getItem(store(path))));
    return Object.fromEntries(
      KINDS.map((kind) => [kind, isRecord(kept?.[kind]) ? kept[kind] : {}]),
    );
  }

  function write(kept) {
    const isEmpty = KINDS.every((kind) => !Object.keys(kept[kind]).length);
    attempt((storage) => {
      if (isEmpty) storage.removeItem(store(location.pathname));
      else storage.setItem(store(location.pathname), JSON.stringify(kept));
    });
    document.dispatchEvent(new Event("answers-changed"));
  }

  function keep(kind, key, answer) {
    const kept = of();
    kept[kind][key] = answer;
    write(kept);
  }

  // Forget what belongs to another version of this page; return what is left.
  function sift(kind, isCurrent) {
    const kept = of();
    const old = Object.keys(kept[kind]).filter((key) => !isCurrent(key, kept[kind][key]));
    for (const key of old) delete kept[kind][key];
    if (old.length) write(kept);
    return kept[kind];
  }

  // Forget this page, or all; whoever shows an answer hears of it and shows none.
  function forget() {
    write(Object.fromEntries(KINDS.map((kind) => [kind, {}])));
    document.dispatchEvent(new Event("answers-forgotten"));
  }

  function forgetAll() {
    attempt((storage) => {
      for (const key of Object.keys(storage)) {
        if (key.startsWith(PREFIX)) storage.removeItem(key);
      }
    });
    forget();
  }

  return { of, keep, sift, forget, forgetAll };
})();
