// The picker of times: boxes of one instant go together, the number chosen is said, and each week is one stop of Tab.

const SELECTORS = { box: "input[type=checkbox]", typed: "input[type=datetime-local]", week: ".ex-week" };
const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };

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
  // The answer to these keys stands far below the top of the page: it opens there.
  form.querySelectorAll("button[data-then]").forEach((key) => (key.formAction = `${form.getAttribute("action")}#${key.dataset.then}`));
  picker.querySelectorAll(SELECTORS.week).forEach(startWeek);
  picker.querySelectorAll(".ex-picker__keys").forEach((hint) => (hint.hidden = false));
}

// Eighty hours are eighty stops without this. Tab reaches the week, arrows go from hour to hour.
function startWeek(week) {
  const boxes = [...week.querySelectorAll(SELECTORS.box)];
  const stopAt = (one) => boxes.forEach((box) => (box.tabIndex = box === one ? 0 : -1));
  if (boxes.length) stopAt(boxes.find((box) => box.checked) ?? boxes[0]);
  week.addEventListener("focusin", (event) => event.target.matches(SELECTORS.box) && stopAt(event.target));
  week.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || !event.target.matches(SELECTORS.box)) return;
    event.preventDefault();
    nextBox(week, event.target, step)?.focus();
  });
}

// The nearest free hour that way; hours without a box are passed over. A holiday's cell spans rows: cells are found by
// where they stand on the screen's grid, not by their number.
function nextBox(week, from, [down, right]) {
  const columns = (box) => Math.round(box.closest("td").getBoundingClientRect().left);
  const rows = (box) => box.closest("tr").rowIndex;
  const along = [...week.querySelectorAll(SELECTORS.box)].filter((box) =>
    down ? columns(box) === columns(from) && (rows(box) - rows(from)) * down > 0 : rows(box) === rows(from) && (columns(box) - columns(from)) * right > 0,
  );
  const far = (box) => Math.abs(rows(box) - rows(from)) + Math.abs(columns(box) - columns(from));
  return along.sort((one, other) => far(one) - far(other))[0];
}
