/** Commands that answer the question for a target. */

import { fill, gettext } from "../../translation.js";
import { describe, questionText, spokenSentence } from "../desk/words.js";
import { draw, showCandidate, speak, tell } from "../screen.js";
import {
  OUTSIDE,
  canSubmit,
  findSubject,
  openTargets,
  page,
  state,
  takesTarget,
} from "../state.js";
import { amend } from "./decisions.js";
import { leaveQuestion, openQuestion } from "./question.js";
import { canChange, canDecide } from "./refusing.js";

/** Ask for the target of the lit sentence, else of the last decided one, else of the first open. */
export function askTarget() {
  if (!page.asks.target) return;
  if (state.mode === "target") return later();
  if (!canDecide()) return;

  const before = state.isReviewing ? null : state.current;
  const subject = [state.current, findSubject(), openTargets()[0]].find(
    (index) => index !== undefined && index !== null && takesTarget(index),
  );
  if (subject === undefined || subject === null) {
    return tell(gettext("No sentence here has a label that takes a target."));
  }

  openQuestion(subject, subject === before ? null : before);
  state.message = "";
  draw();
  speak(questionText());
}

/** @param {number} index  of a sentence whose target is open */
export function askTargetOf(index) {
  openQuestion(index, null);
  state.isReviewing = false;
  draw();
  speak(questionText());
}

/**
 * Take an offered sentence.
 * @param {number} rank  from 0
 */
export function takeOffered(rank) {
  const index = state.candidates[rank];
  if (index !== undefined) takeTarget(index);
}

/** Take the sentence that the person moved to. Enter never takes one that was only offered. */
export function takeChosen() {
  if (state.candidate === null) return later();
  takeTarget(state.candidate);
}

/**
 * Take a sentence, or “not in this article”, as the target.
 * @param {number | "none"} target  an index
 */
export function takeTarget(target) {
  const { subject, candidates, sentences } = state;
  // The target may be far away, and the denial out of sight meanwhile.
  if (state.mode !== "target" || !canChange()) return;
  if (target === subject) return tell(gettext("A sentence can’t be its own target."));

  leaveQuestion();
  const rank = candidates.length ? candidates.indexOf(Number(target)) + 1 : null;
  if (target === OUTSIDE) {
    return amend(subject, { target, target_rank: rank }, gettext("Not in this article"));
  }

  const spoken = fill(gettext("Target: %(text)s"), { text: spokenSentence(target) });
  amend(subject, { target: sentences[target].id, target_rank: rank }, spoken);
}

/** @param {number} step */
export function moveCandidate(step) {
  const from = state.candidate ?? state.subject;
  const isSubject = from + step === state.subject;
  const index = from + (isSubject ? 2 * step : step);
  if (index < 0 || index >= state.sentences.length) return;

  state.candidate = index;
  draw();
  showCandidate();
  speak(spokenSentence(index));
}

/** Answer later: the review before the submission asks again. */
export function later() {
  leaveQuestion();
  state.isReviewing = canSubmit();
  draw();
  const text = gettext("Target left open.");
  speak(`${text} ${describe(state.current)}`);
}
