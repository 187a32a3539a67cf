/**
 * The question for the target of a denial or doubt. It is asked while the sentence is still lit,
 * and offers three sentences; whatever else the person does means “later”.
 */

import { shownKey } from "../../own_keys.js";
import { rankCandidates } from "../candidates.js";
import { decisionOn, indexOf, page, state, takesTarget } from "../state.js";

/** Not the letters of other commands, nor the marks of the default labels. */
export const LETTERS = ["x", "y", "z"];

/** For those who have no keys for the offered sentences. */
const MARKS = ["①", "②", "③"];

/**
 * The letter of an offered sentence as it is shown, "" for a sentence that isn't offered.
 * @param {number} rank
 */
export const letterOf = (rank) => (LETTERS[rank] ? shownKey(LETTERS[rank]) || MARKS[rank] : "");

/**
 * Whether a label that was just given asks for a target.
 * @param {number} index
 */
export const asksTarget = (index) =>
  page.asks.target &&
  takesTarget(index) &&
  decisionOn(index).target === null &&
  state.sentences.length > 1;

/**
 * @param {number} index
 * @param {number | null} returnTo  the sentence to light after the answer
 */
export function openQuestion(index, returnTo) {
  state.mode = "target";
  state.subject = index;
  state.current = index;
  state.returnTo = returnTo;
  state.candidates = rankCandidates(state.sentences, index, kindOf);

  const { target } = decisionOn(index);
  state.candidate = typeof target === "number" ? indexOf(target) : null;
}

/** Leave the question open, and light the sentence that comes next. */
export function leaveQuestion() {
  if (state.mode !== "target") return;

  state.mode = "label";
  state.current = state.returnTo ?? state.current;
  state.returnTo = null;
}

/**
 * @param {number} index
 * @returns {import("../candidates.js").Kind}
 */
function kindOf(index) {
  const { label, skip_reason } = decisionOn(index);
  if (skip_reason) return "skipped";
  if (!label) return "undecided";
  if (takesTarget(index)) return "pointing";
  return label === "opinion" ? "opinion" : "labelled";
}
