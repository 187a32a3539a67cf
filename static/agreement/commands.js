/** What the commands of the adjudication page do. They press the buttons that are there for all. */

import { toggleCodebook } from "../labelling/codebook_panel.js";
import { gettext } from "../translation.js";
import { disputed, isInSight, light, lit, say } from "./review.js";

let isSkipping = false;

/**
 * Move among the disputed sentences of the article; beyond them, to those of the stream.
 * @param {1 | -1} step
 */
export function go(step) {
  if (!isInView()) return;

  const all = disputed();
  const current = lit();
  const next = all[(current ? all.indexOf(current) : -1) + step];
  if (next) light(next);
  else document.getElementById(step > 0 ? "next" : "previous")?.click();
}

/** To the next sentence that is left to decide. Outside the stream, there are only these. */
export function goToNext() {
  if (!isInView()) return;
  const next = document.getElementById("next");
  if (next) next.click();
  else go(1);
}

/**
 * Press a button of the lit sentence, even if it is folded away.
 * @param {string} selector
 * @param {string} [missing]  what to say where there is none
 */
export function press(selector, missing = "") {
  if (!isInView()) return;
  /** @type {HTMLElement | null | undefined} */
  const button = lit()?.querySelector(selector);
  if (!button && missing) say(missing);
  unfold(button);
  button?.click();
}

/** @param {string} digit */
export function choose(digit) {
  press(isSkipping ? `[data-skip="${digit}"]` : `[data-key="${digit}"]`);
  isSkipping = false;
}

export const takeMajority = () =>
  press(
    "[data-majority]",
    gettext("No label, or no target of it, has more than half of the votes."),
  );

/** @param {string} letter */
export const takeAnswer = (letter) =>
  press(`[data-answer="${letter}"]`, gettext("No label with a target has this letter."));

export function focusTarget() {
  if (!isInView()) return;
  /** @type {HTMLElement | null | undefined} */
  const target = lit()?.querySelector("[name=target]");
  unfold(target);
  target?.focus();
}

export function startSkip() {
  if (!isInView()) return;
  const skips = lit()?.querySelector(".skips");
  unfold(skips);
  skips?.setAttribute("open", "");
  isSkipping = true;
}

export function stopSkip() {
  isSkipping = false;
}

export const undo = () => document.getElementById("undo")?.click();

export const showCodebook = () => toggleCodebook();

export function showKeys() {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("keys"));
  if (!dialog.open) dialog.showModal();
}

/** A key acts on no sentence that its reviewer doesn't see: the first press only shows it. */
function isInView() {
  const sentence = lit();
  if (!sentence || isInSight(sentence)) return true;

  sentence.scrollIntoView({ block: "center" });
  say(gettext("This is the sentence. Press the key again."));
  return false;
}

/**
 * Open every folded part around an element.
 * @param {Element | null | undefined} inside
 */
function unfold(inside) {
  let details = inside?.closest("details");
  while (details) {
    details.open = true;
    details = details.parentElement?.closest("details");
  }
}
