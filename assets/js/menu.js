// The account menu is a <details>: it opens without script. Here it also closes by Escape and by a click elsewhere.

function closeByKey(menu, event) {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

function closeOutside(menu, target) {
  if (menu.open && !menu.contains(target)) menu.open = false;
}

export function startMenu(scope) {
  for (const menu of scope.querySelectorAll("details[data-menu]")) {
    menu.addEventListener("keydown", (event) => closeByKey(menu, event));
    menu.addEventListener("focusout", (event) => event.relatedTarget && closeOutside(menu, event.relatedTarget));
    scope.addEventListener("click", (event) => closeOutside(menu, event.target));
  }
}
