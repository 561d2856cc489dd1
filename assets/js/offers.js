// The search box offers themes, concepts, ministries and titles while one types, and recent searches when it is empty.
// An ARIA combobox with a list: arrows move, Enter goes there, Escape closes. Without script the box is a plain form.

const RECENT = "exchange.recent";
const MOST_RECENT = 6;
const PAUSE_MS = 120;

function recent() {
  try {
    return JSON.parse(localStorage.getItem(RECENT) || "[]");
  } catch {
    return [];
  }
}

function remember(words) {
  if (!words) return;
  const kept = [words, ...recent().filter((one) => one !== words)].slice(0, MOST_RECENT);
  try {
    localStorage.setItem(RECENT, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing offers nothing.
  }
}

class Offers {
  constructor(form, input) {
    this.input = input;
    this.list = document.createElement("ul");
    this.list.className = "ex-offers";
    this.list.id = `${input.id}-offers`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", form.dataset.offersLabel);
    this.list.hidden = true;
    form.append(this.list);
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", this.list.id], ["aria-autocomplete", "list"]]) input.setAttribute(name, value);
    this.form = form;
    this.at = -1;
    this.asked = 0;
    input.addEventListener("input", () => this.wait());
    input.addEventListener("focus", () => !input.value && this.showRecent());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    form.addEventListener("submit", () => remember(input.value.trim()));
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE_MS);
  }

  async ask() {
    const typed = this.input.value.trim();
    const turn = ++this.asked;
    if (typed.length < 2) return typed ? this.close() : this.showRecent();
    const answer = await fetch(`${this.form.dataset.offers}?q=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" } });
    if (answer.ok && turn === this.asked && document.activeElement === this.input) this.show(await answer.json());
  }

  showRecent() {
    this.show(recent().map((words) => ({ kind: this.form.dataset.recent, label: words, lang: "", href: `${this.form.getAttribute("action")}?q=${encodeURIComponent(words)}` })));
  }

  show(offers) {
    this.at = -1;
    this.list.replaceChildren(...offers.map((offer, number) => this.row(offer, number)));
    this.list.hidden = offers.length === 0;
    this.input.setAttribute("aria-expanded", String(offers.length > 0));
    this.input.removeAttribute("aria-activedescendant");
  }

  row(offer, number) {
    const row = document.createElement("li");
    row.className = "ex-offers__row";
    row.id = `${this.list.id}-${number}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    row.dataset.href = offer.href;
    const label = document.createElement("span");
    label.textContent = offer.label;
    if (offer.lang && offer.lang !== document.documentElement.lang) label.lang = offer.lang;
    const kind = document.createElement("span");
    kind.className = "ex-offers__kind";
    kind.textContent = offer.kind;
    row.append(label, kind);
    row.addEventListener("mousedown", (event) => event.preventDefault());
    row.addEventListener("click", () => this.go(row));
    return row;
  }

  key(event) {
    const rows = [...this.list.children];
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && rows.length && !this.list.hidden) {
      event.preventDefault();
      this.move(rows, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && this.at >= 0 && !this.list.hidden) {
      event.preventDefault();
      this.go(rows[this.at]);
    }
  }

  move(rows, step) {
    rows[this.at]?.setAttribute("aria-selected", "false");
    this.at = this.at + step;
    if (this.at < -1) this.at = rows.length - 1;
    if (this.at >= rows.length) this.at = -1;
    const row = rows[this.at];
    if (!row) return this.input.removeAttribute("aria-activedescendant");
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row.id);
  }

  go(row) {
    remember(this.input.value.trim());
    window.location.assign(row.dataset.href);
  }

  close() {
    this.list.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

export function startOffers(scope) {
  for (const form of scope.querySelectorAll("form[data-offers]")) new Offers(form, form.querySelector("input[name=q]"));
}
