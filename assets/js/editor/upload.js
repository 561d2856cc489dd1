// Sends a file with its progress shown: first the sending, then each step of the reading as the server says it.

const LARGEST = 10 * 1024 * 1024;

function bar(box) {
  const found = box.querySelector("progress") ?? document.createElement("progress");
  found.className = "ex-progress ex-drop__progress";
  found.setAttribute("aria-label", box.dataset.progress ?? "");
  box.append(found);
  return found;
}

function lastLine(text) {
  try {
    return JSON.parse(text.trim().split("\n").pop() || "{}");
  } catch {
    return {}; // half a line so far
  }
}

/** The last line that the server said, as an object; {} when nothing came. */
export function send(address, body, box, accept, told = () => {}) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const shown = bar(box);
    const finish = (answer) => {
      shown.remove();
      done(answer);
    };
    request.open("POST", address);
    request.setRequestHeader("Accept", accept);
    request.upload.addEventListener("progress", ({ loaded, total }) => Object.assign(shown, { max: total || 1, value: loaded }));
    request.upload.addEventListener("load", () => shown.removeAttribute("value"));
    request.addEventListener("progress", () => {
      const { step } = lastLine(request.responseText);
      if (!step) return;
      Object.assign(shown, { max: step[1], value: step[0] });
      told(step);
    });
    request.addEventListener("load", () => finish(/json/.test(request.getResponseHeader("Content-Type") ?? "") ? lastLine(request.responseText) : { status: request.status }));
    request.addEventListener("error", () => finish({}));
    request.send(body);
  });
}

function say(box, words, isRefused = false) {
  box.querySelector(".ex-drop__note").textContent = words;
  box.classList.toggle("ex-drop--refused", isRefused);
}

async function read(form, box, input) {
  const [file] = input.files;
  if (!file) return;
  if (file.size > LARGEST) return say(box, form.dataset.toolarge, true);
  say(box, form.dataset.sending);
  const body = new FormData(form);
  body.set("do", "file");
  const steps = (step) => say(box, form.dataset.reading.replace("{done}", step[0]).replace("{most}", step[1]));
  const answer = await send(form.action, body, box, "application/x-ndjson", steps);
  if (answer.go) {
    form.dispatchEvent(new Event("submit")); // what was typed went along: nothing is unsaved
    location.assign(answer.go);
  } else if (answer.fault) {
    say(box, answer.fault, true);
    input.value = "";
  } else if (answer.status === 413) {
    say(box, form.dataset.toolarge, true);
  } else if (answer.status) {
    form.requestSubmit(form.querySelector(".ex-drop__send")); // a fault of the form, a conflict: the page says it whole
  } else {
    say(box, form.dataset.offline, true);
  }
}

export function startReading(scope) {
  for (const form of scope.querySelectorAll("form[data-autosave]")) {
    const box = form.querySelector(".ex-drop");
    const input = box?.querySelector("input[type=file]");
    input?.addEventListener("change", () => read(form, box, input));
  }
}
