// The editor of a practice. All of it works without script; this makes it save by itself and easier to write in.

import { startAutosave } from "./autosave.js";
import { startForgetting, startKept } from "./kept.js";
import { startPaste } from "./paste.js";
import { startRows } from "./rows.js";
import { startToolbars } from "./toolbar.js";
import { startReading } from "./upload.js";
import { startChecklist, startWords } from "./words.js";

export function startEditor(scope) {
  startForgetting(scope);
  startToolbars(scope);
  startPaste(scope);
  startWords(scope);
  if (!scope.querySelector("form[data-autosave]")) return;
  startKept(scope);
  startRows(scope);
  startChecklist(scope);
  startReading(scope);
  startAutosave(scope);
}
