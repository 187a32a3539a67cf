/** Decisions, sentences and the state of the page in words. */

import { fill, fillCount, gettext, ngettext } from "../translation.js";
import { isPaused } from "../browser_translation.js";
import { isolate } from "./quoting.js";
import {
  OUTSIDE,
  canSubmit,
  currentOffer,
  decisionOn,
  guessFor,
  isEditable,
  isOpen,
  isOurs,
  labelOn,
  labels,
  reasons,
  state,
} from "./state.js";

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
  if (confidence) parts.push(fill(gettext("confidence %(level)s of 3"), { level: confidence }));
  if (note) parts.push(fill(gettext("note “%(note)s”"), { note }));
  return parts.join(", ");
}

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
export const describe = (index) =>
  fill(gettext("Sentence %(number)s of %(total)s: %(text)s"), {
    ...placeOf(index),
    text: isolate(state.sentences[index]?.text ?? ""),
  });

/**
 * What is spoken after a decision.
 * @param {string} name  of the label or the skip
 */
export const describeStep = (name) =>
  fill(gettext("%(decision)s. Sentence %(number)s of %(total)s: %(text)s"), {
    ...placeOf(state.current),
    decision: name,
    text: isolate(state.sentences[state.current]?.text ?? ""),
  });

/** @param {number} index */
const placeOf = (index) => ({ number: index + 1, total: state.sentences.length });

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

  const offer = currentOffer();
  if (state.mode !== "label") return modeText();
  if (offer !== undefined) return offerText(offer);
  if (canSubmit()) return gettext("All sentences labelled. Review them, then submit.");

  const place = placeOf(state.current);
  if (isOpen(state.current)) return fill(gettext("Sentence %(number)s of %(total)s"), place);
  return fill(gettext("Sentence %(number)s of %(total)s: %(decision)s"), {
    ...place,
    decision: nameOf(decisionOn(state.current)),
  });
}

/** Why nothing can be changed. */
export function closedText() {
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

function modeText() {
  const subject = quote(state.subject);
  if (state.mode === "skip") return gettext("Why skip this sentence?");
  if (state.mode === "note") return fill(gettext("Note on %(sentence)s"), { sentence: subject });
  if (state.mode === "confidence") {
    const question = gettext("How sure are you about the label of %(sentence)s?");
    return fill(question, { sentence: subject });
  }
  return fill(targetQuestion(labelOn(state.subject)?.key), { sentence: subject });
}

/** @param {string | undefined} key */
function targetQuestion(key) {
  if (key === "denial") {
    return gettext("Which sentence does %(sentence)s deny? ↑ ↓ or click, then Enter.");
  }
  if (key === "doubt") {
    return gettext("Which sentence does %(sentence)s doubt? ↑ ↓ or click, then Enter.");
  }
  return gettext("Which sentence is the target of %(sentence)s? ↑ ↓ or click, then Enter.");
}

/** @param {number} index */
function offerText(index) {
  const values = { sentence: quote(index), target: quote(guessFor(index)) };
  const question = fill(offerQuestion(labelOn(index)?.key), values);
  const count = state.offers.length;
  if (count === 1) return question;

  const left = ngettext("%(count)s target left", "%(count)s targets left", count);
  return `${question} · ${fillCount(left, count)}`;
}

/** @param {string | undefined} key */
function offerQuestion(key) {
  if (key === "denial") return gettext("Does %(sentence)s deny %(target)s?");
  if (key === "doubt") return gettext("Does %(sentence)s cast doubt on %(target)s?");
  return gettext("Is %(target)s the target of %(sentence)s?");
}

/** @param {number} index */
function quote(index) {
  const text = state.sentences[index].text;
  const cut = text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED - 2)}…` : text;
  return /^["“„«]/.test(cut) ? isolate(cut) : `“${isolate(cut)}”`;
}
