/** The desk: the line, and the buttons for what can be done now. */

import { fillCount, fill, gettext, ngettext } from "../../translation.js";
import { drawText } from "../article/quoting.js";
import { letterOf } from "../decisions/question.js";
import { byId, canSubmit, decisionOn, isEditable, isOurs, openCount, state } from "../state.js";
import { REVIEW_KINDS, sentencesToReview } from "./review_list.js";
import { lineText } from "./words.js";

const line = byId("line");
const labelButtons = buttons("[data-label]");
const confidenceButtons = buttons("[data-confidence]");
const offeredButtons = buttons("[data-offered]");
const reviewButtons = buttons("[data-review]");
const tools = buttons(".more [data-do]");
/** What lies in the place of the labels, by mode. @type {Record<string, HTMLElement>} */
const panels = Object.fromEntries(
  [...byId("hands").children].map((panel) => [panel.id, /** @type {HTMLElement} */ (panel)]),
);
const NEEDS_NOTHING = ["codebook", "keys", "find", "back", "forward"];

export function drawDesk() {
  const total = state.sentences.length;
  const done = total - openCount();
  byId("count").textContent = fill(gettext("%(done)s of %(total)s labelled"), { done, total });

  showPanel();
  drawTools();
  drawLabels();
  if (state.mode === "target") drawOffered();
  if (state.isReviewing) drawReview();
  say(lineText());
}

/** Show what the mode asks for, in the place of the labels, so that the desk keeps its size. */
function showPanel() {
  const shown = panelFor(state.mode);
  for (const [name, panel] of Object.entries(panels)) {
    panel.classList.toggle("away", name !== shown);
  }
  line.classList.toggle("question", state.mode !== "label");

  for (const tool of tools) {
    if (tool.ariaExpanded) tool.ariaExpanded = String(tool.dataset.do === state.mode);
  }
}

/** @param {Mode} mode */
function panelFor(mode) {
  if (mode === "note" || mode === "find") return `${mode}-form`;
  if (mode === "paragraph") return "labels";
  if (mode === "label") return state.isReviewing ? "review" : "labels";
  return mode;
}

function drawTools() {
  for (const tool of tools) {
    const command = /** @type {string} */ (tool.dataset.do);
    tool.disabled = !isEditable() && !NEEDS_NOTHING.includes(command);
  }
  button("undo").disabled = !isEditable() || !(state.past.length || state.submitted);
  button("submit").hidden = !canSubmit();
  button("reopen").hidden = state.assignment.state !== "submitted";
  button("reopen-submitted").hidden = state.submitted === null;
  const isOnItsWay = state.isSubmitted && state.assignment.state === "open";
  byId("next-article").hidden = isOurs() || isOnItsWay;
  for (const item of buttons("[data-do=return]")) item.disabled = !isEditable();
}

function drawLabels() {
  const { label, confidence } = decisionOn(state.current);
  for (const item of labelButtons) {
    item.disabled = !isEditable();
    item.ariaPressed = String(label === item.dataset.label);
  }
  const level = state.mode === "confidence" ? decisionOn(state.subject).confidence : confidence;
  for (const item of confidenceButtons) {
    item.ariaPressed = String(level === Number(item.dataset.confidence));
  }
}

/** The sentences that are offered as target, in their own words. */
function drawOffered() {
  offeredButtons.forEach((item, rank) => {
    const index = state.candidates[rank];
    item.hidden = index === undefined;
    if (item.hidden) return;

    const key = /** @type {HTMLElement} */ (item.querySelector("kbd"));
    key.textContent = letterOf(rank);
    key.hidden = false;
    const text = /** @type {HTMLElement} */ (item.querySelector("span"));
    text.lang = state.assignment.article.language;
    text.textContent = state.sentences[index].text;
  });
}

function drawReview() {
  const found = sentencesToReview();
  for (const item of reviewButtons) {
    const kind = /** @type {ReviewKind} */ (item.dataset.review);
    item.hidden = !found[kind].length;
    item.textContent = reviewText(kind, found[kind].length);
  }
  byId("review-nothing").hidden = REVIEW_KINDS.some((kind) => found[kind].length);
}

/**
 * @param {ReviewKind} kind
 * @param {number} count
 */
function reviewText(kind, count) {
  const texts = {
    targets: ngettext("%(count)s target open", "%(count)s targets open", count),
    unsure: ngettext("%(count)s unsure", "%(count)s unsure", count),
    notes: ngettext("%(count)s note", "%(count)s notes", count),
    skipped: ngettext("%(count)s skipped", "%(count)s skipped", count),
  };
  return fillCount(texts[kind], count);
}

/**
 * The texts as they were set: the browser may have translated them since.
 * @type {WeakMap<Element, string>}
 */
const shown = new WeakMap();

/**
 * Change a text only if it differs.
 * @param {HTMLElement} element
 * @param {string} text
 */
export function setText(element, text) {
  if (shown.get(element) === text) return;
  shown.set(element, text);
  drawText(element, text, state?.assignment.article.language);
}

/**
 * Show a text in the line above the buttons.
 * @param {string} text
 */
export const say = (text) => setText(line, text);

/** @param {string} command */
const button = (command) => buttons(`[data-do=${command}]`)[0];

/** @param {string} selector */
function buttons(selector) {
  return /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll(selector)]);
}
