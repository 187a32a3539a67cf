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
export const NOTHING = { label: null, skip_reason: "", target: null, confidence: null, note: "" };

const PROJECT = projectOf({ url: page.urls.annotations });

/** @type {State} */
export let state;

/** @param {Assignment} assignment */
export function openState(assignment) {
  state = initialState(assignment);
  state.current = firstToShow();
}

/**
 * @param {Assignment} assignment
 * @returns {State}
 */
function initialState(assignment) {
  const waiting = outbox.waitingFor(assignment.id);
  const decisions = new Map(assignment.annotations.map((row) => [row.sentence, decisionFrom(row)]));
  for (const { entry } of waiting) if (entry) decisions.set(entry.sentence, decisionFrom(entry));

  return {
    assignment,
    sentences: assignment.article.sentences.filter(({ excluded }) => !excluded),
    decisions,
    current: 0,
    past: [],
    mode: "label",
    subject: 0,
    candidate: 0,
    offers: [],
    dismissed: new Set(),
    isLeaving: false,
    message: "",
    next: null,
    isFetching: false,
    isSubmitted: assignment.state === "submitted" || waiting.some(({ kind }) => kind === "submit"),
  };
}

/**
 * @param {Partial<Decision>} row
 * @returns {Decision}
 */
export function decisionFrom(row) {
  const { label = null, skip_reason = "", target = null, confidence = null, note = "" } = row;
  return { label, skip_reason, target, confidence, note };
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
export const isEditable = () => isOurs() && !isPaused();
/** Whether the article still waits for this person's labels. */
export const isOurs = () => state.assignment.state === "open" && !state.isSubmitted;
export const canSubmit = () => isEditable() && openCount() === 0;

/** @param {number} index */
export const takesTarget = (index) => labelOn(index)?.takes_target ?? false;

/** @param {number} index */
export const labelOn = (index) => labels.get(decisionOn(index).label ?? "");

/** @param {Act} act */
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
  return Math.min(from + 1, state.sentences.length - 1);
}

function firstToShow() {
  if (!openCount()) return state.sentences.length - 1;
  return isOpen(0) ? 0 : nextFrom(0);
}

/** The sentence for a note, confidence or target: the lit one if decided, else the last decided. */
export function findSubject() {
  if (!isOpen(state.current)) return state.current;
  const last = state.past.at(-1)?.at(-1)?.index;
  return last !== undefined && !isOpen(last) ? last : null;
}

/**
 * The most likely target: the sentence before, or the one after if there is none before.
 * @param {number} index
 */
export const guessFor = (index) =>
  index > 0 ? index - 1 : Math.min(1, state.sentences.length - 1);

/** The denial or doubt whose target the page asks for now. */
export const currentOffer = () => (state.mode === "label" ? state.offers.at(-1) : undefined);

/** The offers follow from the decisions; the state keeps only their order. */
export function refreshOffers() {
  const isOffered = page.asks.target && isEditable() && state.sentences.length > 1;
  const open = state.sentences.flatMap((_, index) =>
    isOffered && takesTarget(index) && decisionOn(index).target === null ? [index] : [],
  );
  const shown = open.filter((index) => !state.dismissed.has(index));

  const kept = state.offers.filter((index) => shown.includes(index));
  state.offers = [...kept, ...shown.filter((index) => !kept.includes(index))];
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
