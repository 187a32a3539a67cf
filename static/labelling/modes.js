/**
 * The modes in which keys mean something else: a reason for a skip, a target, a confidence, a note.
 */

import { fill, gettext } from "../translation.js";
import { amend } from "./decisions.js";
import { isolate } from "./quoting.js";
import { draw, say, showCandidate, speak } from "./screen.js";
import {
  OUTSIDE,
  byId,
  decisionOn,
  findSubject,
  guessFor,
  indexOf,
  isEditable,
  state,
  takesTarget,
} from "./state.js";
import { closedText, lineText } from "./words.js";

const noteField = /** @type {HTMLInputElement} */ (byId("note"));

/**
 * Enter a mode; the same command again leaves it.
 * @param {Mode} mode
 */
export function enterMode(mode) {
  const entered = mode === state.mode ? "label" : mode;
  if (entered !== "label" && !isEditable()) return say(closedText());

  if (entered === "target" || entered === "confidence" || entered === "note") {
    const index = subjectOf(entered);
    if (index === null) return say(gettext("Label a sentence first."));
    if (entered === "target" && !takesTarget(index)) {
      return say(gettext("Only denials and doubted reporting have a target."));
    }
    const { target } = decisionOn(index);
    state.subject = index;
    state.candidate = typeof target === "number" ? indexOf(target) : guessFor(index);
  }

  state.mode = entered;
  draw();
  if (entered === "note") {
    noteField.value = decisionOn(state.subject).note;
    noteField.focus();
  }
  const { text } = state.sentences[state.candidate];
  const candidate = entered === "target" ? ` ${isolate(text)}` : "";
  speak(lineText() + candidate);
}

/**
 * The sentence that a mode is about. For a target, open offers come before the last decision.
 * @param {"target" | "confidence" | "note"} mode
 */
function subjectOf(mode) {
  if (mode !== "target" || takesTarget(state.current)) return findSubject();
  return state.offers.at(-1) ?? findSubject();
}

/** Save the note, and leave the field. */
export function saveNote() {
  noteField.blur();
  const note = noteField.value.trim();
  if (note === decisionOn(state.subject).note) return enterMode("label");
  amend(state.subject, { note }, gettext("Note saved."));
}

export function leaveNote() {
  noteField.blur();
  enterMode("label");
}

/**
 * Take a sentence, or “not in this article”, as the target; by default the proposed one.
 * @param {number | "none"} [target]  an index
 */
export function takeTarget(target) {
  if (!isEditable()) return say(closedText());
  if (state.mode === "target") return setTarget(state.subject, target ?? state.candidate);

  const offer = state.offers.at(-1);
  if (offer !== undefined) setTarget(offer, target ?? guessFor(offer));
}

/**
 * @param {number} index
 * @param {number | "none"} target  an index
 */
function setTarget(index, target) {
  if (target === index) return say(gettext("A sentence can’t be its own target."));
  if (target === OUTSIDE) return amend(index, { target }, gettext("Not in this article."));

  const { id, text } = state.sentences[target];
  amend(index, { target: id }, fill(gettext("Target: %(text)s"), { text: isolate(text) }));
}

/** @param {number} step */
export function moveCandidate(step) {
  const isSubject = state.candidate + step === state.subject;
  const index = state.candidate + (isSubject ? 2 * step : step);
  state.candidate = Math.max(0, Math.min(state.sentences.length - 1, index));
  if (state.candidate === state.subject) state.candidate = guessFor(state.subject);
  draw();
  showCandidate();
  speak(isolate(state.sentences[state.candidate].text));
}

/** Leave the mode; without one, dismiss the offer of a target until all sentences are labelled. */
export function cancel() {
  if (state.mode !== "label") return enterMode("label");

  const offer = state.offers.at(-1);
  if (offer === undefined) return;
  state.dismissed.add(offer);
  draw();
}
