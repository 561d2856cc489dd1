// Light, dark or as the system has it. The cookie lets the server send the right page from the first byte.

const YEAR_SECONDS = 31536000;

function remember(theme) {
  const isSecure = location.protocol === "https:";
  const age = theme ? YEAR_SECONDS : 0;
  document.cookie = `${isSecure ? "__Host-" : ""}theme=${theme}; path=/; max-age=${age}; samesite=lax${isSecure ? "; secure" : ""}`;
}

function show(theme, keys) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  for (const key of keys) key.setAttribute("aria-pressed", String(key.dataset.themeChoice === theme));
}

export function startTheme(scope) {
  for (const group of scope.querySelectorAll("[data-theme-switch]")) {
    const keys = [...group.querySelectorAll("[data-theme-choice]")];
    show(document.documentElement.dataset.theme ?? "", keys);
    for (const key of keys) {
      key.addEventListener("click", () => {
        remember(key.dataset.themeChoice);
        show(key.dataset.themeChoice, keys);
      });
    }
    group.hidden = false;
  }
}
