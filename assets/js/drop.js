// A file may be dropped on the box that its key opens too. The real file input stays; the box says which file was chosen.

function name(box, input) {
  const note = box.querySelector(".ex-drop__note");
  const chosen = [...input.files].map((file) => file.name).join(", ");
  if (note && chosen) note.textContent = chosen;
}

function accept(box, input, event) {
  event.preventDefault();
  box.classList.remove("ex-drop--over");
  if (!event.dataTransfer.files.length) return;
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function over(box, event, is) {
  event.preventDefault();
  box.classList.toggle("ex-drop--over", is);
}

export function startDrops(scope) {
  for (const box of scope.querySelectorAll(".ex-drop")) {
    const input = box.querySelector("input[type=file]");
    if (!input || box.dataset.drop) continue;
    box.dataset.drop = "ready";
    box.addEventListener("dragover", (event) => over(box, event, true));
    box.addEventListener("dragleave", (event) => over(box, event, false));
    box.addEventListener("drop", (event) => accept(box, input, event));
    input.addEventListener("change", () => name(box, input));
  }
}
