// htmx enhances forms and links that work without it. Its settings stand in the page's <meta name="htmx-config">.

import htmx from "htmx.org";
import { startDrops } from "./drop.js";
import { startForms } from "./forms.js";

/** Let parts that arrive later get the same behaviour as the page itself. */
export function startHtmx() {
  htmx.onLoad((part) => {
    startForms(part);
    startDrops(part);
  });
}
