/** Holds decisions back while the browser shows a translation of the article. */

import { isPaused, watchTranslation } from "../browser_translation.js";
import { closest } from "../keys.js";
import { gettext } from "../translation.js";
import { say, textElements } from "./review.js";

/** The texts of each article as the server sent them, by the ids of its sentences. */
/** @type {Map<string, string>} */
const texts = new Map();
/** @type {[Element, string][]} */
let heading = [];

/** Call it while the page is as the server sent it. Keys press buttons, so they are held, too. */
export function pauseWhileTranslated() {
  readTexts();
  // Before a translator sees the next article.
  document.addEventListener("htmx:afterSwap", readTexts);
  document.addEventListener("drawn", readTexts);

  const place = /** @type {Element} */ (document.getElementById("main"));
  watchTranslation({ place, originals, onChange: () => {} });
  addEventListener("submit", holdBack, { capture: true });
}

function readTexts() {
  const title = document.querySelector("h1");
  heading = title ? [[title, title.textContent ?? ""]] : [];
  for (const [id, element] of textElements()) {
    // A sentence that is drawn again keeps the text that it came with first.
    if (!texts.has(id)) texts.set(id, element.textContent ?? "");
  }
}

/** @returns {[Element, string][]} */
function originals() {
  const shown = [...textElements()].map(
    /** @returns {[Element, string]} */
    ([id, element]) => [element, texts.get(id) ?? element.textContent ?? ""],
  );
  return [...heading, ...shown];
}

/** @param {SubmitEvent} event */
function holdBack(event) {
  if (!isPaused() || !closest(event, ".decide, .undo")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  say(gettext("Nothing decided: this page has been translated."));
}
