/** Holds decisions back while the browser shows a translation of the article. */

import { isPaused, watchTranslation } from "../browser_translation.js";
import { closest } from "../keys.js";
import { gettext } from "../translation.js";
import { say, textElements } from "./review.js";

/** Call it while the page is as the server sent it. Keys press buttons, so they are held, too. */
export function pauseWhileTranslated() {
  const heading = /** @type {Element} */ (document.querySelector("h1"));
  const title = heading.textContent ?? "";
  const texts = [...textElements()].map(
    /** @returns {[string, string]} */
    ([id, element]) => [id, element.textContent ?? ""],
  );

  /** @returns {[Element, string][]} */
  function originals() {
    const elements = textElements();
    return [
      [heading, title],
      ...texts.flatMap(([id, text]) => {
        const element = elements.get(id);
        return element ? [/** @type {[Element, string]} */ ([element, text])] : [];
      }),
    ];
  }

  const place = /** @type {Element} */ (document.getElementById("main"));
  watchTranslation({ place, originals, onChange: () => {} });
  addEventListener("submit", holdBack, { capture: true });
}

/** @param {SubmitEvent} event */
function holdBack(event) {
  if (!isPaused() || !closest(event, ".decide, .undo")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  say(gettext("Nothing decided: this page has been translated."));
}
