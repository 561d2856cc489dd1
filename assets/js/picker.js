// The picker of times: boxes of one instant go together, and the number chosen is said.

const SELECTORS = { box: "input[type=checkbox]", typed: "input[type=datetime-local]" };

export function startPickers(root) {
  root.querySelectorAll("[data-picker]").forEach(startPicker);
}

function startPicker(picker) {
  const form = picker.closest("form");
  const boxes = [...picker.querySelectorAll(SELECTORS.box)];
  const said = picker.querySelector(".ex-picker__said");
  const say = () => {
    const chosen = new Set(boxes.filter((box) => box.checked).map((box) => Date.parse(box.value)));
    const typed = [...form.querySelectorAll(SELECTORS.typed)].filter((field) => field.value);
    const number = chosen.size + typed.length;
    said.textContent = number ? picker.dataset.picker.replace("{n}", String(number)) : "";
  };
  picker.addEventListener("change", (event) => {
    boxes.filter((box) => box.value === event.target.value).forEach((box) => (box.checked = event.target.checked));
    say();
  });
  form.addEventListener("input", say);
  say();
}
