// Python in a thread of its own: loads what index.json lists, and runs what the page sends, one after the other.
"use strict";

let python;
let kernel;
const say = (kind, more) => postMessage({ kind, ...more });

// Pyodide fetches its own files. What the site has is counted, kept for the next page, and comes from there.
async function watchFetches({ version, files }) {
  const total = Object.values(files).reduce((sum, size) => sum + size, 0);
  let received = 0;
  let isKept = true; // from an earlier time
  const cache = await openCache(version);
  const fetchNow = self.fetch.bind(self);
  self.fetch = async (request, options) => {
    const url = new URL(request.url ?? request, location);
    const name = url.pathname.split("/").pop();
    if (!(name in files)) return fetchNow(request, options);
    const kept = await cache?.match(url.href);
    const answer = kept ?? (await fetchNow(url));
    if (!answer.ok) throw new Error(`${name} is missing (${answer.status})`);
    isKept &&= Boolean(kept);
    if (!kept) await cache?.put(url.href, answer.clone()).catch(() => undefined); // storage may be full
    let passed = 0;
    const counter = new TransformStream({
      transform(chunk, stream) {
        passed += chunk.length;
        received += chunk.length;
        say("received", { received: Math.min(received, total), total, isKept });
        stream.enqueue(chunk);
      },
    });
    const headers = { "Content-Type": answer.headers.get("Content-Type") ?? "" };
    if (name.endsWith(".wasm")) headers["Content-Type"] = "application/wasm"; // some servers do not know
    return new Response(answer.body.pipeThrough(counter), { headers });
  };
}

async function openCache(version) {
  try {
    for (const name of await caches.keys())
      if (name.startsWith("python-") && name !== version) await caches.delete(name);
    return await caches.open(version);
  } catch {
    return undefined; // no storage: the browser's own cache has to do
  }
}

async function start() {
  const answer = await fetch("index.json", { cache: "no-cache" });
  if (!answer.ok) throw new Error(`its files are missing (${answer.status})`);
  const index = await answer.json();
  await watchFetches(index);
  importScripts("pyodide.js");
  const archives = index.archives.map((name) => fetch(name).then((answer) => answer.arrayBuffer()));
  const source = fetch("kernel.py").then((answer) => answer.text());
  python = await loadPyodide({ indexURL: new URL(".", location).href });
  say("stage", { stage: "Unpacking" });
  for (const [k, archive] of archives.entries()) {
    python.unpackArchive(await archive, "zip", { extractDir: index.site });
    if (index.archives[k] === "numpy.zip") python.runPython("import numpy"); // while others are on their way
  }
  say("stage", { stage: "Starting" });
  python.runPython(await source, { filename: "kernel.py", globals: (kernel = python.globals.get("dict")()) });
}

const begun = start().then(
  () => say("ready"),
  (error) => {
    sayBroken(error);
    throw error;
  },
);

function sayBroken(error) {
  say("broken", { message: String(error.message ?? error).trim().split("\n").pop() });
}

const doings = {
  run: ({ name, source }) => say("ran", JSON.parse(kernel.get("run")(source, name))),
  draw: ({ figure, places }) => say("drawn", { figure, ...JSON.parse(kernel.get("draw")(figure, JSON.stringify(places))) }),
};

onmessage = async ({ data }) => {
  await begun.catch(() => undefined);
  try {
    if (kernel) doings[data.kind](data);
  } catch (error) {
    sayBroken(error); // of Python itself, as when memory ends; what cells raise is told as their output
  }
};
