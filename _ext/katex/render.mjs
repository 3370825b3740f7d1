// Reads one JSON formula {tex, display} per line; writes one JSON answer {html} or {error} per line.
import { createInterface } from "node:readline";
import katex from "katex";

// KaTeX writes a formula to be seen, to be heard, and as TeX, which on a page nobody meets.
const TEX = /<\/?semantics>|<annotation.*?<\/annotation>/gs;
const NAMESPACE = / xmlns="[^"]*"/g; // an HTML page needs none

for await (const line of createInterface({ input: process.stdin })) {
  const { tex, display } = JSON.parse(line);
  let answer;
  try {
    const html = katex.renderToString(tex, { displayMode: display, strict: "error", trust: false });
    answer = { html: html.replace(TEX, "").replace(NAMESPACE, "") };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
