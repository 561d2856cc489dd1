// Where browsers have Trusted Types, the content policy lets no string become markup unless this policy lets it through.
// It lets strings be parsed into a document of their own, in which nothing runs: that is how htmx reads the parts that it
// fetched from our own origin (selfRequestsOnly in the page's settings) and how the editor reads what was pasted.
// What would write a string straight into the page, or run it, is refused.

const PARSERS = ["DOMParser parseFromString", "Document parseHTMLUnsafe"];

function parsedOnly(text, _type, sink) {
  return PARSERS.includes(sink) ? text : null;
}

globalThis.trustedTypes?.createPolicy("default", { createHTML: parsedOnly });
