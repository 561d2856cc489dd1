// How many words a text has, while it is written. The number of words is advice, never a limit.

function count(text) {
  return text.match(/[\p{L}\p{N}]+(?:[-’'.,]\p{L}+)*/gu)?.length ?? 0;
}

export function startWords(scope) {
  for (const line of scope.querySelectorAll("[data-words]")) {
    const area = document.getElementById(line.dataset.words);
    if (!area || area.dataset.counted) continue;
    area.dataset.counted = "yes";
    const show = () => {
      const words = count(area.value);
      line.textContent = line.dataset.text.replace("0", words);
      line.classList.toggle("ex-words--many", words > Number(line.dataset.most));
    };
    area.addEventListener("input", show);
    show();
  }
}

/** A link of the checklist opens the folded part that holds its field, and puts the cursor there. */
export function startChecklist(scope) {
  scope.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field?.closest("form[data-autosave]")) return;
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    event.preventDefault();
    const target = field.matches("input, select, textarea, button") ? field : field.querySelector("summary, input, select, textarea") ?? field;
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  });
}
