/** Finding words in the article, and going to a sentence by its number. */

import { fill, fillCount, gettext, ngettext } from "../../translation.js";
import { draw, focusArticle, markFound, showMessage } from "../screen.js";
import { byId, state } from "../state.js";
import { go } from "./decisions.js";
import { leaveMode } from "./modes.js";
import { leaveQuestion } from "./question.js";

const field = /** @type {HTMLInputElement} */ (byId("find"));
const told = byId("find-told");

export function openFind() {
  leaveQuestion();
  state.mode = "find";
  draw();
  field.focus();
  field.select();
  showFound();
}

/** Show how many sentences have the words. */
export function showFound() {
  const words = wordsOf(field.value);
  markFound(numberOf(words) ? "" : words);
  const count = sentencesWith(words).length;
  const text = ngettext("in %(count)s sentence", "in %(count)s sentences", count);
  told.textContent = words && !numberOf(words) ? fillCount(text, count) : "";
}

/** Go to the sentence of this number, or to the next one with these words. */
export function findNext() {
  const words = wordsOf(field.value);
  const number = numberOf(words);
  const found = number ? [number - 1] : sentencesWith(words);
  const next = found.find((index) => number || index > state.current) ?? found[0];
  if (next === undefined || !state.sentences[next]) {
    return showMessage(fill(gettext("Not found: %(words)s"), { words: field.value }));
  }

  go(next);
  state.mode = "find";
  draw();
}

export function closeFind() {
  markFound("");
  focusArticle();
  leaveMode();
}

/** @param {string} text */
const wordsOf = (text) => text.trim().toLocaleLowerCase();

/** @param {string} words */
const numberOf = (words) => (/^\d{1,5}$/.test(words) ? Number(words) : 0);

/** @param {string} words */
function sentencesWith(words) {
  if (!words) return [];
  return state.sentences.flatMap(({ text }, index) =>
    text.toLocaleLowerCase().includes(words) ? [index] : [],
  );
}
