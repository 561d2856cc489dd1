// A row that is removed stays, folded to one line with an undo key; the server does the same without script.

function mark(row, isGone) {
  row.querySelector("[data-gone]").value = isGone ? "y" : "";
  row.querySelector("[data-row]").hidden = isGone;
  row.querySelector("[data-undo]").hidden = !isGone;
  row.querySelector(isGone ? "[data-undo] button" : "[data-row] input, [data-row] select")?.focus();
  row.dispatchEvent(new Event("input", { bubbles: true }));
}

function pressed(event) {
  const key = event.target.closest("button[name=remove], button[name=undo]");
  const row = key?.closest("[data-rowset]");
  if (!row) return;
  event.preventDefault();
  mark(row, key.name === "remove");
}

/** After "add a row" the new row has the focus. */
function arrived(event) {
  const list = event.target.closest?.("[data-rows]");
  if (list) [...list.querySelectorAll("[data-rowset]")].pop()?.querySelector("[data-row] input:not([type=hidden]), [data-row] select")?.focus();
}

export function startRows(scope) {
  for (const form of scope.querySelectorAll("form[data-autosave]")) {
    form.addEventListener("click", pressed);
    form.addEventListener("htmx:afterSettle", arrived);
  }
}
