// The script of the product. Every page works without it; each module below only makes something easier.

import "./trusted.js"; // first: nothing is parsed before it
import { startCheck } from "./check.js";
import { startDrops } from "./drop.js";
import { startEditor } from "./editor/start.js";
import { startForms } from "./forms.js";
import { startHtmx } from "./htmx.js";
import { startMenu } from "./menu.js";
import { startOffers } from "./offers.js";
import { startPasskeys } from "./passkey.js";
import { startPickers } from "./picker.js";
import { startTheme } from "./theme.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
startHtmx();
startForms(document);
startCheck(document);
startDrops(document);
startMenu(document);
startOffers(document);
startPasskeys(document);
startPickers(document);
startTheme(document);
startEditor(document);
// A page that says what was just done is heard from there on, and Tab goes on from there.
if (!location.hash) document.querySelector("[data-flashes]")?.focus({ preventScroll: true });
