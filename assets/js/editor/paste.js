// What is pasted from Word or a page becomes Markdown: headings, lists, tables, links, bold. Everything else falls away.

import { type } from "./toolbar.js";

const WANTED = /<(?:table|[uo]l|h[1-6]|strong|b|em|i|a)[\s>]|mso-list/i;
const DROPPED = new Set(["STYLE", "SCRIPT", "META", "LINK", "TITLE", "XML", "O:P", "IMG", "HEAD"]);
const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "BLOCKQUOTE", "TR", "DT", "DD"]);

function squeezed(text) {
  return text.replace(/[\s\u00a0]+/g, " ");
}

function marked(node, mark) {
  const text = inside(node);
  return text.trim() ? text.replace(/^(\s*)([\s\S]*?)(\s*)$/, `$1${mark}$2${mark}$3`) : text;
}

function inside(node) {
  return [...node.childNodes].map(said).join("");
}

/** Word writes lists as paragraphs with a style; its bullets stand in a part that it marks as ignorable. */
function wordItem(node) {
  const style = node.getAttribute("style") ?? "";
  if (!/mso-list:\s*l\d/i.test(style)) return "";
  const depth = Number(/level(\d)/i.exec(style)?.[1] ?? 1) - 1;
  const copy = node.cloneNode(true);
  const sign = copy.querySelector('[style*="mso-list:Ignore" i]');
  const isNumber = /^\s*[\dA-Za-z]+[.)]/.test(sign?.textContent ?? "");
  sign?.remove();
  return `${"  ".repeat(depth)}${isNumber ? "1." : "-"} ${squeezed(inside(copy)).trim()}\n`;
}

function list(node, depth = 0) {
  let text = "";
  for (const item of node.children) {
    const nested = [...item.querySelectorAll(":scope > ul, :scope > ol")];
    nested.forEach((one) => one.remove());
    if (item.tagName === "LI") text += `${"  ".repeat(depth)}${node.tagName === "OL" ? "1." : "-"} ${squeezed(inside(item)).trim()}\n`;
    for (const one of item.tagName === "LI" ? nested : [item]) if (/^[UO]L$/.test(one.tagName)) text += list(one, depth + 1);
  }
  return text;
}

function table(node) {
  const rows = [...node.querySelectorAll("tr")].map((row) =>
    [...row.children].map((cell) => squeezed(inside(cell)).trim().replaceAll("|", "\\|")),
  );
  if (!rows.length) return "";
  const width = Math.max(...rows.map((row) => row.length));
  const lines = rows.map((row) => `| ${[...row, ...Array(width - row.length).fill("")].join(" | ")} |`);
  lines.splice(1, 0, `|${" --- |".repeat(width)}`);
  return `\n\n${lines.join("\n")}\n\n`;
}

function said(node) {
  if (node.nodeType === Node.TEXT_NODE) return squeezed(node.textContent);
  if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.tagName)) return "";
  const name = node.tagName;
  if (name === "BR") return "\n";
  if (name === "TABLE") return table(node);
  if (name === "UL" || name === "OL") return `\n\n${list(node)}\n`;
  if (/^H[1-6]$/.test(name)) return `\n\n### ${squeezed(inside(node)).trim()}\n\n`;
  if (name === "STRONG" || (name === "B" && node.style.fontWeight !== "normal")) return marked(node, "**");
  if (name === "EM" || name === "I") return marked(node, "*");
  if (name === "A" && /^https?:/.test(node.href)) return `[${squeezed(inside(node)).trim()}](${node.href})`;
  if (BLOCKS.has(name)) return wordItem(node) || `\n\n${inside(node).trim()}\n\n`;
  return inside(node);
}

export function asMarkdown(html) {
  const page = new DOMParser().parseFromString(html, "text/html"); // parsed only: no script runs, nothing is loaded
  return inside(page.body).replace(/[ \t]+\n/g, "\n").replace(/\n{3,}/g, "\n\n").trim();
}

function pasted(event) {
  const html = event.clipboardData?.getData("text/html") ?? "";
  if (!WANTED.test(html)) return;
  const text = asMarkdown(html);
  if (!text) return;
  event.preventDefault();
  type(event.target, text);
}

export function startPaste(scope) {
  for (const bar of scope.querySelectorAll("[data-toolbar]")) {
    const area = document.getElementById(bar.dataset.toolbar);
    if (!area || area.dataset.paste) continue;
    area.dataset.paste = "yes";
    area.addEventListener("paste", pasted);
  }
}
