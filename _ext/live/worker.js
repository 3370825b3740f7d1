// Python in a thread of its own: loads what index.json lists, and runs what the page sends, one after the other.
"use strict";

let python;
let kernel;
let site; // where Python finds packages
let packs; // each with its name, the words of a cell that ask for it, and its files until they are unpacked
const say = (kind, more) => postMessage({ kind, ...more });
const VERSION = location.search; // of the scripts

// All that is compressed is asked for at once, counted, kept for the next page, and opened while it arrives. Each is
// asked for with its version, so that no other is kept in its place.
async function openAll(files) {
  const addressOf = (name) => new URL(`${name}.pack?${files[name].version}`, location).href;
  const cache = await openCache(Object.keys(files).map(addressOf));
  const total = Object.values(files).reduce((sum, { size }) => sum + size, 0);
  let received = 0;
  let isKept = true; // from an earlier time
  const open = async (name) => {
    const url = addressOf(name);
    const kept = await cache?.match(url);
    const answer = kept ?? (await found(url));
    isKept &&= Boolean(kept);
    if (!kept) cache?.put(url, answer.clone()).catch(() => undefined); // storage may be full
    const counter = new TransformStream({
      transform(chunk, stream) {
        received += chunk.length;
        say("received", { received, total, isKept });
        stream.enqueue(chunk);
      },
    });
    return answer.body.pipeThrough(counter).pipeThrough(new DecompressionStream("gzip"));
  };
  return Object.fromEntries(Object.keys(files).map((name) => [name, open(name)]));
}

async function found(url, options) {
  const answer = await fetchNow(url, options);
  if (!answer.ok) throw new Error(`${new URL(answer.url).pathname} is missing (${answer.status})`);
  return answer;
}

// Other books may stand on the same host.
const CACHE = `life-of-a-gradient ${new URL(".", location).pathname}`;
async function openCache(wanted) {
  try {
    const cache = await caches.open(CACHE);
    for (const { url } of await cache.keys()) if (!wanted.includes(url)) await cache.delete(url);
    return cache;
  } catch {
    return undefined; // no storage: the browser's own cache has to do
  }
}

// Pyodide fetches its own files; its index of packages is as old as the scripts.
const fetchNow = self.fetch.bind(self);
function giveToPyodide(streams) {
  self.fetch = async (request, options) => {
    const name = new URL(request.url ?? request, location).pathname.split("/").pop();
    if (!(name in streams)) return fetchNow(name + VERSION, options);
    return new Response(await streams[name], { headers: { "Content-Type": "application/wasm" } });
  };
}

async function start() {
  const index = await (await found("index.json", { cache: "no-cache" })).json();
  site = index.site;
  const streams = await openAll(index.files);
  giveToPyodide(streams);
  packs = Object.entries(index.packs).map(([name, words]) => {
    const files = streams[name].then((stream) => new Response(stream).arrayBuffer());
    files.catch(() => undefined); // told when it is waited for
    return { name, words: words && new RegExp(`\\b(${words})`), files };
  });
  const source = found(`kernel.py${VERSION}`).then((answer) => answer.text());
  importScripts(`pyodide.js${VERSION}`, `pyodide.asm.js${VERSION}`);
  python = await loadPyodide({ indexURL: new URL(".", location).href });
  say("stage", { stage: "Starting" });
  await unpack("");
  python.runPython(await source, { filename: "kernel.py", globals: (kernel = python.globals.get("dict")()) });
}

// What a cell names is unpacked; while a second is on its way, the first is imported.
async function unpack(cell) {
  for (const pack of packs) {
    if (!pack.files || (pack.words && !pack.words.test(cell))) continue;
    writeTar(new Uint8Array(await pack.files), python.FS, site);
    pack.files = null;
    if (pack.name === "numpy") python.runPython("import numpy");
  }
}

// An archive is blocks of 512 bytes: for each file its name, its size and more, then its content.
function writeTar(bytes, { mkdirTree, writeFile }, folder) {
  const made = new Set();
  const text = (start, length) => new TextDecoder().decode(bytes.subarray(start, start + length)).split("\0")[0];
  for (let at = 0; bytes[at]; ) {
    const path = [folder, text(at + 345, 155), text(at, 100)].filter(Boolean).join("/");
    const size = parseInt(text(at + 124, 12), 8);
    const place = path.slice(0, path.lastIndexOf("/"));
    if (!made.has(place)) mkdirTree(place); // which takes long for one that is there
    made.add(place);
    writeFile(path, bytes.subarray(at + 512, at + 512 + size), { canOwn: true });
    at += 512 + 512 * Math.ceil(size / 512);
  }
  python.runPython("import importlib; importlib.invalidate_caches()");
}

// What is kept may be what is broken: the next time loads all anew.
async function tellError(error) {
  await self.caches?.delete(CACHE).catch(() => undefined); // a host without https has no such storage
  say("broken", { message: String(error.message ?? error).trim().split("\n").pop() });
}
const begun = start().then(() => say("ready"), tellError);

const doings = {
  run: ({ name, source }) => say("ran", JSON.parse(kernel.get("run")(source, name))),
  forget: ({ figures }) => kernel.get("forget")(JSON.stringify(figures)),
  draw: ({ figure, places, only }) => say("drawn", JSON.parse(kernel.get("draw")(figure, JSON.stringify(places), only))),
};

onmessage = async ({ data }) => {
  await begun;
  if (!kernel) return; // which was told
  try {
    await unpack(data.source ?? "");
    say("begins");
    doings[data.kind](data);
  } catch (error) {
    tellError(error); // of Python itself, as when memory ends; what cells raise is told as their output
  }
};
