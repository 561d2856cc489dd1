// A copy of what is being typed, in this browser, until the server has it: for a lost connection, a closed lid, a crash.

const MARK = "exchange.draft:";
const DAYS = 14;
const NEVER_KEPT = new Set(["csrf_token", "file", "do"]);
const NEVER_COMPARED = new Set(["version", "key"]);
let waiting = 0;

function name(form) {
  return `${MARK}${form.dataset.owner}:${new URL(form.action).pathname}`;
}

function fields(form) {
  return [...new FormData(form)].filter(([field, value]) => !NEVER_KEPT.has(field) && typeof value === "string");
}

function words(entries) {
  return JSON.stringify(entries.filter(([field, value]) => value && !NEVER_COMPARED.has(field)));
}

function write(form) {
  try {
    localStorage.setItem(name(form), JSON.stringify({ at: Date.now(), fields: fields(form) }));
  } catch {
    // No room, or no storage in this browser: the server's copy is the only one then.
  }
}

export function keep(form) {
  clearTimeout(waiting);
  waiting = setTimeout(() => write(form), 250);
}

export function forget(form) {
  clearTimeout(waiting);
  try {
    localStorage.removeItem(name(form));
  } catch {
    // No storage, nothing to forget.
  }
}

function read(form) {
  try {
    const kept = JSON.parse(localStorage.getItem(name(form)));
    return kept && Date.now() - kept.at < DAYS * 86400000 ? kept : null;
  } catch {
    return null;
  }
}

/** The kept fields go to the server, which answers the whole form with them: rows, choices and all. */
function restore(form, kept) {
  const carrier = document.createElement("form");
  carrier.method = "post";
  carrier.action = form.action;
  carrier.hidden = true;
  for (const [field, value] of [...kept.fields, ["csrf_token", form.elements.csrf_token.value], ["keep", "y"]]) {
    const input = document.createElement("textarea");
    input.name = field;
    input.value = value;
    carrier.append(input);
  }
  document.body.append(carrier);
  carrier.submit();
}

export function startKept(scope) {
  const form = scope.querySelector("form[data-autosave]");
  const box = document.getElementById("recover");
  if (!form || !box || form.dataset.unsaved) return;
  const kept = read(form);
  if (!kept || words(kept.fields) === words(fields(form))) return forget(form);
  const when = box.querySelector("[data-when]");
  if (when) when.textContent = new Date(kept.at).toLocaleString(document.documentElement.lang);
  box.querySelector("[data-restore]").addEventListener("click", () => restore(form, kept));
  box.querySelector("[data-discard]").addEventListener("click", () => {
    forget(form);
    box.hidden = true;
  });
  box.hidden = false;
}

/** Who signs out leaves no text behind on this computer. */
export function startForgetting(scope) {
  for (const form of scope.querySelectorAll('form[action$="/sign-out"]')) {
    form.addEventListener("submit", () => {
      try {
        Object.keys(localStorage).filter((key) => key.startsWith(MARK)).forEach((key) => localStorage.removeItem(key));
      } catch {
        // No storage, nothing to forget.
      }
    });
  }
}
