/** The modes in which keys mean something else: a reason for a skip, a confidence, a note. */

import { gettext } from "../../translation.js";
import { capitalised, confidenceName, lineText } from "../desk/words.js";
import { draw, focusArticle, speak, tell } from "../screen.js";
import { byId, canSubmit, decisionOn, findSubject, page, state } from "../state.js";
import { amend } from "./decisions.js";
import { leaveQuestion } from "./question.js";
import { canChange, canDecide } from "./refusing.js";

const noteField = /** @type {HTMLInputElement} */ (byId("note"));

/** Ask for the reason of a skip, or for a label for the rest of the paragraph. @param {Mode} mode */
export function enterMode(mode) {
  if (state.mode === mode) return leaveMode();
  leaveQuestion();
  if (!canDecide()) return;
  showMode(mode, state.current);
}

/**
 * Ask for a confidence or a note, about the lit sentence if it is decided, else about the last
 * one that was.
 * @param {"confidence" | "note"} mode
 */
export function askAbout(mode) {
  if (!page.asks[mode]) return;
  if (state.mode === mode) return leaveMode();
  if (!canChange()) return;

  const subject = state.mode === "target" ? state.subject : findSubject();
  if (subject === null) return tell(gettext("Label a sentence first."));

  leaveQuestion();
  showMode(mode, subject);
  if (mode !== "note") return;

  const { id } = state.sentences[subject];
  noteField.value = state.drafts.get(id) ?? decisionOn(subject).note;
  noteField.focus();
}

/**
 * @param {Mode} mode
 * @param {number} subject
 */
function showMode(mode, subject) {
  state.mode = mode;
  state.subject = subject;
  state.message = "";
  draw();
  speak(lineText());
}

/** @param {number} level */
export function setConfidence(level) {
  if (!canChange()) return;

  state.mode = "label";
  amend(state.subject, { confidence: level }, capitalised(confidenceName(level)));
}

/** Save the note, and leave the field. */
export function saveNote() {
  const note = noteField.value.trim();
  state.drafts.delete(state.sentences[state.subject].id);
  focusArticle();
  if (note === decisionOn(state.subject).note) return leaveMode();

  state.mode = "label";
  amend(state.subject, { note }, gettext("Note saved."));
}

/** Leave the field. What was written is kept until the article is left. */
export function leaveNote() {
  const isChanged = noteField.value.trim() !== decisionOn(state.subject).note;
  if (isChanged) state.drafts.set(state.sentences[state.subject].id, noteField.value);
  focusArticle();
  leaveMode();
  if (isChanged) tell(gettext("Note not saved. Choose Note to go on with it."));
}

export function leaveMode() {
  state.mode = "label";
  state.isReviewing = canSubmit() && state.isReviewing;
  state.message = "";
  draw();
}
