// Saves the form one second after the last key, says how it went, and tries again when the connection or the session is back.

import { forget, keep } from "./kept.js";

const PAUSE_MS = 1000;
const AGAIN_MS = 5000;
const LARGEST_KEPT_ALIVE = 60000; // a browser sends no more behind a page that is going away

class Autosave {
  constructor(form) {
    this.form = form;
    this.words = form.dataset;
    this.typed = 0; // grows with each change; what was sent is compared with it
    this.saved = 0;
    this.sending = false;
    this.leaving = false;
    this.stopped = false; // after a conflict: only the person decides how to go on
  }

  start() {
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("change", () => this.changed());
    this.form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("beforeunload", (event) => this.left(event));
    addEventListener("online", () => this.send());
    addEventListener("focus", () => this.send());
    document.addEventListener("visibilitychange", () => document.hidden && this.send(true));
    document.addEventListener("keydown", (event) => this.key(event));
    if (this.words.unsaved) this.changed();
  }

  changed() {
    this.typed += 1;
    this.leaving = false;
    keep(this.form);
    if (this.stopped) return;
    this.say("waiting", this.words.saying);
    this.wait(PAUSE_MS);
  }

  wait(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), milliseconds);
  }

  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    this.typed += 1;
    this.send();
  }

  submitted(event) {
    if (event.defaultPrevented) return;
    this.leaving = true;
    clearTimeout(this.timer);
  }

  left(event) {
    if (!this.leaving && this.typed > this.saved) event.preventDefault();
  }

  async send(isGoing = false) {
    if (this.typed === this.saved || this.sending || this.stopped || this.leaving) return;
    const sent = this.typed;
    this.sending = true;
    try {
      await this.answered(await this.post(isGoing), sent);
    } catch {
      this.say("lost", this.words.offline);
      this.wait(AGAIN_MS);
    } finally {
      this.sending = false;
    }
    if (this.typed > sent && !this.stopped) this.wait(PAUSE_MS);
  }

  post(isGoing) {
    const body = new URLSearchParams([...new FormData(this.form)].filter(([, value]) => typeof value === "string"));
    const keepalive = isGoing && body.toString().length < LARGEST_KEPT_ALIVE;
    return fetch(this.words.autosave, { method: "POST", body, keepalive, headers: { Accept: "application/json" } });
  }

  async answered(response, sent) {
    const isOurs = response.headers.get("Content-Type")?.startsWith("application/json");
    if (!isOurs && response.status >= 500) throw new Error("the server does not answer");
    if (!isOurs) return this.signedOut();
    const answer = await response.json();
    if (answer.state === "saved") return this.isSaved(answer, sent);
    this.stopped = answer.state === "conflict";
    this.say("lost", answer.words);
    const compare = document.getElementById("compare");
    if (compare) compare.hidden = !this.stopped;
  }

  isSaved(answer, sent) {
    this.saved = Math.max(this.saved, sent);
    this.form.elements.version.value = answer.version;
    if (answer.address) this.moveTo(answer);
    if (this.typed === this.saved) {
      forget(this.form);
      this.say("saved", answer.words);
    }
    this.form.dispatchEvent(new CustomEvent("saved"));
  }

  moveTo(answer) {
    forget(this.form);
    this.form.action = answer.address;
    this.words.autosave = answer.autosave;
    this.words.pictures = answer.pictures;
    history.replaceState(null, "", answer.address);
    if (this.typed > this.saved) keep(this.form);
  }

  /** The session ended. Somebody who signs in again, in another tab too, gets a fresh token here and goes on. */
  async signedOut() {
    this.say("lost", this.words.signedout);
    const page = await fetch(this.form.action, { headers: { Accept: "text/html" } });
    if (!page.redirected && page.ok) {
      const token = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("#card [name=csrf_token]");
      if (token) this.form.elements.csrf_token.value = token.value;
    }
    this.wait(AGAIN_MS);
  }

  say(kind, words) {
    const line = document.getElementById("saved");
    if (!line) return;
    line.className = kind === "saved" ? "ex-saved" : `ex-saved ex-saved--${kind}`;
    const icon = { saved: "check", lost: "warn", waiting: "clock" }[kind];
    line.querySelector("use")?.setAttribute("href", `#i-${icon}`);
    const text = line.querySelector("span") ?? line;
    if (text.textContent !== words) text.textContent = words;
  }
}

export function startAutosave(scope) {
  for (const form of scope.querySelectorAll("form[data-autosave]")) new Autosave(form).start();
}
