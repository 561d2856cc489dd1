// Before a meeting: camera and microphone, the address of the room, the clock. Without a script the page is a list of what
// to look at. Nothing is sent anywhere before the key is pressed, and nothing that the camera sees leaves the page.

function say(root, name, state) {
  const place = root.querySelector(`[data-check-said="${name}"]`);
  place.textContent = place.dataset[state];
  place.closest("[data-check]").dataset.state = state;
}

async function devices(root) {
  const video = root.querySelector("video");
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    listen(root, stream);
    say(root, "devices", "good");
    return stream;
  } catch (error) {
    say(root, "devices", error.name === "NotAllowedError" ? "refused" : error.name === "NotFoundError" ? "none" : "busy");
    return null;
  }
}

// A bar that follows the voice.
function listen(root, stream) {
  const meter = root.querySelector("meter");
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const wave = new Uint8Array(analyser.fftSize);
  meter.hidden = false;
  const look = () => {
    if (!stream.active) return context.close();
    analyser.getByteTimeDomainData(wave);
    meter.value = Math.max(...wave) - 128;
    requestAnimationFrame(look);
  };
  look();
}

async function room(root) {
  const address = root.dataset.room;
  if (!address) return;
  try {
    // Whatever it answers, it answered; a page of another origin may not be read.
    await fetch(address, { mode: "no-cors", cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(8000) });
    say(root, "room", "good");
  } catch {
    say(root, "room", "bad");
  }
}

// The service's clock when the answer began to arrive, against this one's.
function clock(root) {
  const [answer] = performance.getEntriesByType("navigation");
  const arrived = performance.timeOrigin + (answer ? answer.responseStart : 0);
  const seconds = Math.round(Math.abs(arrived - Date.parse(root.dataset.now)) / 1000);
  say(root, "clock", seconds < 60 ? "good" : "bad");
  const place = root.querySelector('[data-check-said="clock"]');
  place.textContent = place.textContent.replace("{n}", String(Math.round(seconds / 60)));
}

export function startCheck(page) {
  const root = page.querySelector("[data-check-page]");
  if (!root) return;
  clock(root);
  const key = root.querySelector("[data-check-start]");
  let stream = null;
  key.hidden = false;
  key.addEventListener("click", async () => {
    for (const track of stream ? stream.getTracks() : []) track.stop();
    room(root);
    stream = await devices(root);
  });
  window.addEventListener("pagehide", () => stream?.getTracks().forEach((track) => track.stop()));
}
