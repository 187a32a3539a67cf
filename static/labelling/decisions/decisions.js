/** Commands that decide about sentences. Each can be undone. */

import { fillCount, gettext, ngettext } from "../../translation.js";
import { secondsOfWork } from "../clock.js";
import { describe, describeStep, describeUndo, inWords } from "../desk/words.js";
import { fetchAhead } from "../articles/fetching.js";
import { newSubmission } from "../outbox/server.js";
import { draw, speak, tell } from "../screen.js";
import {
  NOTHING,
  byId,
  canSubmit,
  decisionOn,
  following,
  isOpen,
  labels,
  nextFrom,
  outbox,
  page,
  reasons,
  state,
} from "../state.js";
import { asksTarget, leaveQuestion, openQuestion } from "./question.js";
import { canChange, canDecide } from "./refusing.js";

const skipRestDialog = /** @type {HTMLDialogElement} */ (byId("skip-rest"));
// More sentences than these are skipped at once only after a question.
const MAX_UNASKED = 20;

/** @param {string} key */
export function labelCurrent(key) {
  leaveQuestion();
  const label = labels.get(key);
  if (!label || !canDecide()) return;

  const index = state.current;
  const wasOpen = isOpen(index);
  decide([[index, withLabel(index, label)]]);

  const next = nextAfter(index, wasOpen);
  if (asksTarget(index)) openQuestion(index, next);
  else state.current = next;
  finishStep(label.name);
}

/**
 * Label the rest of this paragraph; targets are asked for in the review.
 * @param {string} key
 */
export function labelParagraph(key) {
  leaveQuestion();
  const label = labels.get(key);
  if (!label || !canDecide()) return;

  const indexes = restOfParagraph();
  decide(indexes.map((index) => [index, withLabel(index, label)]));
  state.current = nextFrom(/** @type {number} */ (indexes.at(-1)));

  const text = ngettext(
    "%(count)s sentence labelled %(label)s",
    "%(count)s sentences labelled %(label)s",
    indexes.length,
  );
  finishStep(fillCount(text, indexes.length, { label: label.name }));
}

/** @param {string} reason */
export function skipCurrent(reason) {
  if (!canDecide()) return;

  const index = state.current;
  const wasOpen = isOpen(index);
  decide([[index, { ...NOTHING, note: decisionOn(index).note, skip_reason: reason }]]);
  state.current = nextAfter(index, wasOpen);
  finishStep(reasons.get(reason)?.name ?? reason);
}

/** Skip this sentence, and all open ones that follow, as boilerplate. */
export function skipRest() {
  if (!canDecide()) return;
  const count = restOfArticle().length;
  if (count <= MAX_UNASKED) return confirmSkipRest();

  const text = ngettext(
    "Skip %(count)s sentence as boilerplate?",
    "Skip %(count)s sentences as boilerplate?",
    count,
  );
  byId("skip-rest-title").textContent = fillCount(text, count);
  skipRestDialog.showModal();
}

export function confirmSkipRest() {
  skipRestDialog.close();
  if (!canDecide()) return;

  const indexes = restOfArticle();
  decide(indexes.map((index) => [index, { ...NOTHING, skip_reason: "boilerplate" }]));
  state.current = state.sentences.length - 1;

  const text = ngettext(
    "%(count)s sentence skipped as boilerplate",
    "%(count)s sentences skipped as boilerplate",
    indexes.length,
  );
  finishStep(fillCount(text, indexes.length));
}

export function undo() {
  if (!canChange()) return;
  const last = state.past.pop();
  if (!last) return tell(gettext("Nothing to undo."));

  const undone = decisionOn(last[0].index);
  for (const { index, before } of last) store(index, before);
  const index = last[0].index;
  light(index);
  // Without its target, the sentence is where its question was asked.
  if (undone.target !== null && asksTarget(index)) openQuestion(index, nextFrom(index));
  draw();
  speak(`${describeUndo(undone, decisionOn(index))} ${describe(index)}`);
}

/**
 * Light another sentence.
 * @param {number} index
 */
export function go(index) {
  light(Math.max(0, Math.min(state.sentences.length - 1, index)));
  draw();
  speak(describe(state.current));
}

/** @param {number} index */
function light(index) {
  state.current = index;
  state.mode = "label";
  state.returnTo = null;
  state.isReviewing = false;
  state.message = "";
}

/** Go to the next open sentence; an open sentence is not passed by accident. */
export function goToNextOpen() {
  if (!canDecide()) return;
  if (isOpen(state.current)) {
    return tell(gettext("Label this sentence first, or press ↓ to leave it open."));
  }
  go(nextFrom(state.current));
}

/**
 * Change a part of a decision.
 * @param {number} index
 * @param {Partial<Decision>} change
 * @param {string} spoken
 */
export function amend(index, change, spoken) {
  decide([[index, { ...decisionOn(index), ...change }]]);
  finishStep(spoken);
}

/**
 * Show and say what a decision has led to.
 * @param {string} done  what was decided, in words
 */
function finishStep(done) {
  if (state.mode !== "target") {
    state.mode = "label";
    state.isReviewing = canSubmit();
  }
  state.message = "";
  draw();
  speak(describeStep(done));
  fetchAhead();
}

/**
 * After a sentence that was open comes the next open one. A correction goes on in the text: the
 * next open sentence may be far away.
 * @param {number} index  of a sentence that was just decided
 * @param {boolean} wasOpen
 */
const nextAfter = (index, wasOpen) => (wasOpen ? nextFrom(index) : following(index));

/**
 * @param {number} index
 * @param {Label} label
 * @returns {Decision}
 */
function withLabel(index, label) {
  const before = decisionOn(index);
  const kept = label.takes_target ? {} : { target: null, target_rank: null };
  return { ...before, label: label.key, skip_reason: "", ...kept };
}

/** This sentence, and the open ones after it in its paragraph. */
function restOfParagraph() {
  const { paragraph } = state.sentences[state.current];
  return restOfArticle().filter((index) => state.sentences[index].paragraph === paragraph);
}

/** This sentence, and the open ones after it. */
function restOfArticle() {
  const indexes = state.sentences.map((_, index) => index).slice(state.current);
  return indexes.filter((index) => index === state.current || isOpen(index));
}

/**
 * Make several decisions that one undo takes back together.
 * @param {[number, Decision][]} changes
 */
function decide(changes) {
  // From now on, undo is about this article.
  state.submitted = null;
  state.past.push(changes.map(([index]) => ({ index, before: decisionOn(index) })));
  for (const [index, decision] of changes) store(index, decision);
}

/**
 * @param {number} index
 * @param {Decision} decision
 */
function store(index, decision) {
  const { id: sentence, text } = state.sentences[index];
  const { id: assignment, codebook_version } = state.assignment;
  const before = decisionOn(index);
  state.decisions.set(sentence, decision);

  const { label, skip_reason, target, target_rank, confidence, note } = decision;
  const entry = {
    submission: newSubmission(),
    sentence,
    ...(label ? { label } : {}),
    ...(skip_reason ? { skip_reason } : {}),
    ...(target !== null ? { target } : {}),
    ...(target !== null && target_rank !== null ? { target_rank } : {}),
    ...(confidence !== null ? { confidence } : {}),
    ...(note ? { note } : {}),
    seconds: secondsOfWork(),
    codebook_version,
  };
  outbox.add(
    {
      kind: "annotation",
      url: page.urls.annotations,
      assignment,
      at: Date.now(),
      project: page.project_name,
      entry,
      before,
      text,
      words: inWords(decision),
    },
    { assignment, sentence, decision },
  );
}
