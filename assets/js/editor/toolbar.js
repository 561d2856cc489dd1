// Keys over a text: bold, italic, heading, lists, quote, link, table, picture. Ctrl+B, Ctrl+I and Ctrl+K inside the text.

import { send } from "./upload.js";

const AROUND = { bold: "**", italic: "*" };
const BEFORE = { heading: "### ", bullets: "- ", numbers: "1. ", quote: "> " };
const KEYS = { b: "bold", i: "italic", k: "link" };

/** Through the browser's own typing, so that Ctrl+Z takes it back. */
export function type(area, text) {
  area.focus();
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
}

function around(area, mark) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  const is = chosen.startsWith(mark) && chosen.endsWith(mark) && chosen.length > 2 * mark.length;
  type(area, is ? chosen.slice(mark.length, -mark.length) : `${mark}${chosen}${mark}`);
  if (!chosen) area.setSelectionRange(start + mark.length, start + mark.length);
}

function wholeLines(area) {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const next = area.value.indexOf("\n", area.selectionEnd);
  area.setSelectionRange(start, next < 0 ? area.value.length : next);
  return area.value.slice(area.selectionStart, area.selectionEnd).split("\n");
}

function before(area, mark) {
  const lines = wholeLines(area);
  const is = lines.every((line) => line.startsWith(mark));
  type(area, lines.map((line) => (is ? line.slice(mark.length) : mark + line)).join("\n"));
}

function link(area) {
  const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
  const start = area.selectionStart;
  type(area, `[${chosen}](https://)`);
  const at = start + (chosen ? chosen.length + 3 : 1);
  area.setSelectionRange(at, at + (chosen ? "https://".length : 0));
}

function table(area) {
  const gap = area.selectionStart && !area.value.slice(0, area.selectionStart).endsWith("\n\n") ? "\n\n" : "";
  type(area, `${gap}|  |  |\n| --- | --- |\n|  |  |\n`);
}

function picture(area, bar) {
  const form = area.form;
  const chooser = document.createElement("input");
  chooser.type = "file";
  chooser.accept = "image/jpeg,image/png,image/webp";
  chooser.addEventListener("change", async () => {
    const address = form.dataset.pictures;
    if (!chooser.files.length || !address) return;
    const body = new FormData();
    body.append("csrf_token", form.elements.csrf_token.value);
    body.append("file", chooser.files[0]);
    const answer = await send(address, body, bar, "application/json");
    if (answer.address) type(area, `\n\n![${form.dataset.shows}](${answer.address})\n\n`);
    else bar.nextElementSibling?.classList.contains("ex-toolbar__note") && (bar.nextElementSibling.textContent = answer.fault ?? form.dataset.offline);
  });
  chooser.click();
}

function act(name, area, bar) {
  if (AROUND[name]) return around(area, AROUND[name]);
  if (BEFORE[name]) return before(area, BEFORE[name]);
  return { link, table, picture }[name]?.(area, bar);
}

/** One stop for Tab; arrows, Home and End move inside (ARIA toolbar pattern). */
function moveInside(bar, event) {
  const keys = [...bar.querySelectorAll("button:not([hidden])")];
  const at = keys.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: keys.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const next = keys[(to + keys.length) % keys.length];
  keys.forEach((key) => (key.tabIndex = key === next ? 0 : -1));
  next.focus();
}

export function startToolbars(scope) {
  for (const bar of scope.querySelectorAll("[data-toolbar]")) {
    const area = document.getElementById(bar.dataset.toolbar);
    if (!area || bar.dataset.ready) continue;
    bar.dataset.ready = "yes";
    bar.hidden = false;
    bar.querySelectorAll("button").forEach((key, at) => (key.tabIndex = at ? -1 : 0));
    bar.addEventListener("keydown", (event) => moveInside(bar, event));
    bar.addEventListener("click", (event) => {
      const key = event.target.closest("button[data-act]");
      if (key) act(key.dataset.act, area, bar);
    });
    area.addEventListener("keydown", (event) => {
      const name = (event.ctrlKey || event.metaKey) && !event.altKey && KEYS[event.key.toLowerCase()];
      if (!name) return;
      event.preventDefault();
      act(name, area, bar);
    });
  }
}
