/**
 * The state of the labelling page, and questions about it. The state belongs to one article;
 * `openState` replaces it. Only commands change it, and the screen is drawn from it.
 */

import { isPaused } from "../browser_translation.js";
import { projectOf } from "./outbox/holds.js";
import { Outbox } from "./outbox/outbox.js";

/** @type {PageData} */
export const page = JSON.parse(byId("state").textContent ?? "");
export const labels = new Map(page.labels.map((label) => [label.key, label]));
export const reasons = new Map(page.skip_reasons.map((reason) => [reason.key, reason]));
export const outbox = new Outbox(page.account);

/** The target of a denial of something that the article doesn't say. */
export const OUTSIDE = "none";

/** @type {Decision} */
export const NOTHING = {
  label: null,
  skip_reason: "",
  target: null,
  target_rank: null,
  confidence: null,
  note: "",
};

const PROJECT = projectOf({ url: page.urls.annotations });

/** @type {State} */
export let state;

/**
 * @param {Assignment} assignment
 * @param {Submitted | null} [submitted]  the article that was submitted just before this one
 */
export function openState(assignment, submitted = null) {
  const waiting = outbox.waitingFor(assignment.id);
  const decisions = new Map(assignment.annotations.map((row) => [row.sentence, decisionFrom(row)]));
  for (const { entry } of waiting) if (entry) decisions.set(entry.sentence, decisionFrom(entry));

  state = {
    assignment,
    sentences: assignment.article.sentences.filter(({ excluded }) => !excluded),
    decisions,
    current: 0,
    past: [],
    mode: "label",
    subject: 0,
    candidates: [],
    candidate: null,
    returnTo: null,
    isReviewing: false,
    drafts: new Map(),
    isLeaving: false,
    message: "",
    submitted,
    next: null,
    fetching: null,
    isSubmitted: assignment.state === "submitted" || waiting.some(({ kind }) => kind === "submit"),
  };
  state.current = firstToShow();
  state.isReviewing = canSubmit();
}

/**
 * @param {Partial<Decision>} row
 * @returns {Decision}
 */
export function decisionFrom(row) {
  const { label = null, skip_reason = "", target = null, confidence = null, note = "" } = row;
  return { label, skip_reason, target, target_rank: row.target_rank ?? null, confidence, note };
}

/**
 * @param {number} index
 * @returns {Decision}
 */
export const decisionOn = (index) => state.decisions.get(state.sentences[index]?.id) ?? NOTHING;

/** @param {number} index */
export function isOpen(index) {
  const { label, skip_reason } = decisionOn(index);
  return !label && !skip_reason;
}

export const openCount = () => state.sentences.filter((_, index) => isOpen(index)).length;
export const isEditable = () => isOurs() && !isPaused() && !holdOnProject();
/** Whether the article still waits for this person's labels. */
export const isOurs = () =>
  state.assignment.state === "open" && !state.isSubmitted && !state.assignment.article.withdrawn;
export const canSubmit = () => isEditable() && openCount() === 0;

/**
 * Why the server takes no labels for this project now: it is closed, say, or the person is
 * suspended. Labels that wait are sent as soon as it takes them again.
 */
export function holdOnProject() {
  const hold = outbox.holdOver({ url: page.urls.annotations, assignment: state.assignment.id });
  return hold?.scope === "project" ? hold : undefined;
}

/** @param {number} index */
export const takesTarget = (index) => labelOn(index)?.takes_target ?? false;

/** @param {number} index */
export const labelOn = (index) => labels.get(decisionOn(index).label ?? "");

/** @param {Pick<Act, "url">} act */
export const isOfThisProject = (act) => projectOf(act) === PROJECT;

/** @param {number} id */
export const indexOf = (id) => state.sentences.findIndex((sentence) => sentence.id === id);

/**
 * The next open sentence after `from`, or the first one; without any, the sentence after `from`.
 * @param {number} from
 */
export function nextFrom(from) {
  for (let step = 1; step <= state.sentences.length; step++) {
    const index = (from + step) % state.sentences.length;
    if (isOpen(index)) return index;
  }
  return following(from);
}

/** @param {number} index */
export const following = (index) => Math.min(index + 1, state.sentences.length - 1);

function firstToShow() {
  if (!openCount()) return 0;
  return isOpen(0) ? 0 : nextFrom(0);
}

/** The sentence for a note or a confidence: the lit one if decided, else the last decided. */
export function findSubject() {
  if (!isOpen(state.current)) return state.current;
  const last = state.past.at(-1)?.at(-1)?.index;
  return last !== undefined && !isOpen(last) ? last : null;
}

/** The sentences whose label asks for a target, and that have none. */
export function openTargets() {
  if (!page.asks.target) return [];
  return state.sentences.flatMap((_, index) =>
    takesTarget(index) && decisionOn(index).target === null ? [index] : [],
  );
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
