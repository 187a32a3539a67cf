/** Decisions, sentences and the state of the page in words. */

import { isPaused } from "../../browser_translation.js";
import { settings } from "../../personal_settings.js";
import { fill, gettext } from "../../translation.js";
import { isolate } from "../article/quoting.js";
import { isReminding, reminderText } from "../breaks.js";
import { letterOf } from "../decisions/question.js";
import {
  OUTSIDE,
  canSubmit,
  decisionOn,
  holdOnProject,
  indexOf,
  isEditable,
  isOpen,
  isOurs,
  labelOn,
  labels,
  reasons,
  state,
} from "../state.js";

const MAX_QUOTED = 50;

/**
 * A decision in words, but for the sentence that is its target.
 * @param {Decision} decision
 */
export function nameOf({ label, skip_reason, confidence, note, target }) {
  if (skip_reason) {
    return fill(gettext("Skipped (%(reason)s)"), { reason: reasons.get(skip_reason)?.name ?? "" });
  }
  if (!label) return gettext("No label");

  const parts = [labels.get(label)?.name ?? label];
  if (target === OUTSIDE) parts.push(gettext("target not in article"));
  if (confidence) parts.push(confidenceName(confidence));
  if (note) parts.push(fill(gettext("note “%(note)s”"), { note }));
  return parts.join(", ");
}

/**
 * A confidence in the word of its button.
 * @param {number} level  1 to 3
 */
export const confidenceName = (level) =>
  [gettext("unsure"), gettext("fairly sure"), gettext("sure")][level - 1];

/**
 * The whole decision, so that nothing of it is lost if the server refuses it.
 * @param {Decision} decision
 */
export function inWords(decision) {
  const parts = [nameOf({ ...decision, note: "" })];
  const target = state.sentences.find(({ id }) => id === decision.target);
  if (target) parts.push(fill(gettext("target “%(text)s”"), { text: target.text }));
  if (decision.note) parts.push(fill(gettext("note “%(note)s”"), { note: decision.note }));
  return parts.join(", ");
}

/** @param {number} index */
export function describe(index) {
  const text = settings.speaks_less
    ? gettext("Sentence %(number)s of %(total)s: %(decision)s")
    : gettext("Sentence %(number)s of %(total)s, %(decision)s: %(text)s");
  return fill(text, {
    ...placeOf(index),
    decision: nameOf(decisionOn(index)),
    text: isolate(state.sentences[index]?.text ?? ""),
  });
}

/**
 * What is spoken after a decision: the decision, and what comes next.
 * @param {string} done  the decision in words
 */
export function describeStep(done) {
  if (state.mode === "target") return `${done}. ${questionText()}`;
  if (state.isReviewing) return `${done}. ${doneText()}`;

  const text = settings.speaks_less
    ? gettext("%(decision)s. Sentence %(number)s of %(total)s")
    : gettext("%(decision)s. Sentence %(number)s of %(total)s: %(text)s");
  return fill(text, {
    ...placeOf(state.current),
    decision: done,
    text: isolate(state.sentences[state.current]?.text ?? ""),
  });
}

/**
 * A sentence as it is spoken: its text, or only its number for those who want to hear less.
 * @param {number} index
 */
export const spokenSentence = (index) =>
  settings.speaks_less
    ? fill(gettext("sentence %(number)s"), placeOf(index))
    : isolate(state.sentences[index].text);

/** @param {number} index */
const placeOf = (index) => ({ number: index + 1, total: state.sentences.length });

/**
 * A decision as the name of its sentence says it.
 * @param {number} index
 */
export function decisionInName(index) {
  const decision = decisionOn(index);
  const target = typeof decision.target === "number" ? indexOf(decision.target) : -1;
  if (target < 0) return nameOf(decision);

  return fill(gettext("%(decision)s, about sentence %(number)s"), {
    decision: nameOf(decision),
    number: target + 1,
  });
}

/**
 * What is spoken after an undo.
 * @param {Decision} undone
 * @param {Decision} now
 */
export function describeUndo(undone, now) {
  if (!now.label && !now.skip_reason) return gettext("Label removed.");

  const label = labels.get(now.label ?? "")?.name;
  const hasLostTarget = undone.target !== null && now.target === null;
  if (label && now.label === undone.label && hasLostTarget) {
    return fill(gettext("Target removed; still %(label)s."), { label });
  }
  return fill(gettext("Undone. Now: %(decision)s."), { decision: nameOf(now) });
}

/** The line above the buttons. */
export function lineText() {
  if (state.message) return state.message;
  if (!isEditable()) return closedText();
  if (state.mode !== "label") return modeText();
  if (isReminding()) return reminderText();
  if (state.isReviewing && canSubmit()) return doneText();

  const place = placeOf(state.current);
  if (isOpen(state.current)) return fill(gettext("Sentence %(number)s of %(total)s"), place);
  return fill(gettext("Sentence %(number)s of %(total)s: %(decision)s"), {
    ...place,
    decision: nameOf(decisionOn(state.current)),
  });
}

const doneText = () => gettext("All sentences labelled. Review them, or submit.");

/** Why nothing can be changed. */
export function closedText() {
  const hold = holdOnProject();
  if (hold) {
    return fill(
      gettext("%(reason)s. Your labels are kept here and sent when it’s possible again."),
      {
        reason: capitalised(hold.why),
      },
    );
  }
  if (state.assignment.article.withdrawn) {
    return gettext("This article has been withdrawn. Your labels are kept but don’t count.");
  }
  if (state.isSubmitted) {
    return gettext("You have submitted this article. To change your labels, choose Reopen.");
  }
  if (state.assignment.state === "returned") {
    return gettext("You returned this article. Your labels are kept but won’t count.");
  }
  if (isOurs() && isPaused()) return gettext("Paused: this page has been translated.");
  return gettext(
    "This article is no longer assigned to you. Your labels are kept but won’t count.",
  );
}

/**
 * Reasons of the server start with a small letter, and may end with a full stop.
 * @param {string} reason
 */
export const capitalised = (reason) =>
  (reason.charAt(0).toUpperCase() + reason.slice(1)).replace(/\.$/, "");

function modeText() {
  if (state.mode === "skip") return gettext("Why skip this sentence?");
  if (state.mode === "find") return gettext("Find words, or go to a sentence by its number.");
  if (state.mode === "paragraph") {
    return gettext("Which label for the rest of this paragraph?");
  }
  if (state.mode === "target") return `${questionOf(state.subject)} ${hintForHand()}`.trim();

  const values = { sentence: quote(state.subject) };
  if (state.mode === "note") return fill(gettext("Note on %(sentence)s"), values);
  return fill(gettext("How sure are you about the label of %(sentence)s?"), values);
}

/** A finger can choose any sentence in the text. */
const hintForHand = () =>
  matchMedia("(pointer: coarse)").matches ? gettext("Choose, or tap it in the text.") : "";

/**
 * The question that the label asks, in its own words.
 * @param {number} index
 */
const questionOf = (index) => labelOn(index)?.question || gettext("Which sentence is this about?");

/** The question with the sentences that it offers, to be spoken. */
export function questionText() {
  const offered = state.candidates.map((index, rank) =>
    fill(gettext("%(letter)s: %(text)s"), {
      letter: letterOf(rank),
      text: spokenSentence(index),
    }),
  );
  return `${questionOf(state.subject)} ${offered.join(settings.speaks_less ? ", " : " ")}`.trim();
}

/** @param {number} index */
export function quote(index) {
  const text = state.sentences[index].text;
  const cut = text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED - 2)}…` : text;
  return /^["“„«]/.test(cut) ? isolate(cut) : fill(gettext("“%(text)s”"), { text: isolate(cut) });
}
