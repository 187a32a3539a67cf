/** Commands that decide about sentences. Each can be undone. */

import { fill, fillCount, gettext, ngettext } from "../translation.js";
import { secondsOfWork } from "./clock.js";
import { fetchAhead } from "./fetching.js";
import { draw, say, speak } from "./screen.js";
import { newSubmission } from "./outbox/server.js";
import {
  NOTHING,
  canSubmit,
  decisionOn,
  isEditable,
  labels,
  nextFrom,
  outbox,
  page,
  reasons,
  state,
} from "./state.js";
import { closedText, describe, describeStep, describeUndo, inWords } from "./words.js";

/** @param {string} key */
export function labelCurrent(key) {
  if (!isEditable()) return say(closedText());
  const label = labels.get(key);
  if (!label) return;

  const index = state.current;
  const before = decisionOn(index);
  const target = label.takes_target ? before.target : null;
  decide([[index, { ...before, label: key, skip_reason: "", target }]]);
  // Its offer is made again, and then it is the latest.
  state.offers = state.offers.filter((offered) => offered !== index);
  state.dismissed.delete(index);
  advance(index, label.name);
}

/** @param {string} reason */
export function skipCurrent(reason) {
  if (!isEditable()) return say(closedText());

  const index = state.current;
  decide([[index, { ...NOTHING, note: decisionOn(index).note, skip_reason: reason }]]);
  advance(index, reasons.get(reason)?.name ?? reason);
}

/** Skip this sentence and all that follow as boilerplate. */
export function skipRest() {
  if (!isEditable()) return say(closedText());

  const skipped = { ...NOTHING, skip_reason: "boilerplate" };
  /** @type {[number, Decision][]} */
  const changes = state.sentences
    .map((_, index) => /** @type {[number, Decision]} */ ([index, skipped]))
    .slice(state.current);
  decide(changes);

  const text = ngettext(
    "%(count)s sentence skipped as boilerplate",
    "%(count)s sentences skipped as boilerplate",
    changes.length,
  );
  advance(state.sentences.length - 1, fillCount(text, changes.length));
}

/**
 * Go to the next open sentence.
 * @param {number} index
 * @param {string} name  of the decision, to be spoken
 */
function advance(index, name) {
  // Dismissed offers are shown once more before the article is submitted.
  if (canSubmit()) state.dismissed.clear();
  state.mode = "label";
  state.current = nextFrom(index);
  state.message = "";
  draw();
  speak(describeStep(name));
  fetchAhead();
}

export function undo() {
  if (!isEditable()) return say(closedText());
  const last = state.past.pop();
  if (!last) return say(gettext("Nothing to undo."));

  const undone = decisionOn(last[0].index);
  for (const { index, before } of last) store(index, before);
  state.current = last[0].index;
  state.mode = "label";
  draw();
  speak(`${describeUndo(undone, decisionOn(state.current))} ${describe(state.current)}`);
}

/**
 * Light another sentence.
 * @param {number} index
 */
export function go(index) {
  state.current = Math.max(0, Math.min(state.sentences.length - 1, index));
  state.mode = "label";
  state.message = "";
  draw();
  speak(describe(state.current));
}

/** @param {number} level */
export function setConfidence(level) {
  if (!isEditable()) return say(closedText());

  const text = fill(gettext("Confidence %(level)s of 3"), { level });
  amend(state.subject, { confidence: level }, text);
}

/**
 * Change a part of a decision.
 * @param {number} index
 * @param {Partial<Decision>} change
 * @param {string} spoken
 */
export function amend(index, change, spoken) {
  decide([[index, { ...decisionOn(index), ...change }]]);
  state.mode = "label";
  draw();
  speak(spoken);
}

/**
 * Make several decisions that one undo takes back together.
 * @param {[number, Decision][]} changes
 */
function decide(changes) {
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

  const { label, skip_reason, target, confidence, note } = decision;
  const entry = {
    submission: newSubmission(),
    sentence,
    ...(label ? { label } : {}),
    ...(skip_reason ? { skip_reason } : {}),
    ...(target !== null ? { target } : {}),
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
