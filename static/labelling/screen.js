/** Draws the state: marks of the sentences, links, and the desk below them. */

import { fill, gettext } from "../translation.js";
import { drawArticle, drawLinks, drawSentence, keepInView, titleText } from "./drawing.js";
import { drawText } from "./quoting.js";
import {
  byId,
  canSubmit,
  currentOffer,
  decisionOn,
  guessFor,
  isEditable,
  labelOn,
  openCount,
  refreshOffers,
  state,
} from "./state.js";
import { lineText } from "./words.js";

/**
 * The sentences' elements, by id.
 * @type {Map<number, HTMLElement>}
 */
let spans = new Map();

const line = byId("line");
const progress = /** @type {HTMLProgressElement} */ (byId("progress"));
const labelButtons = /** @type {HTMLButtonElement[]} */ ([...byId("labels").children]);
const undoButton = button("undo");
const submitButton = button("submit");
const reopenButton = button("reopen");
const returnButton = button("return");

/**
 * What the article on the screen is drawn from.
 * @returns {[Element, string][]}
 */
export function originals() {
  const { article } = state.assignment;
  const heading = /** @type {Element} */ (byId("article").querySelector("h1"));
  return [
    [heading, titleText(article)],
    ...article.sentences.map(
      /** @returns {[Element, string]} */
      ({ id, text }) => [/** @type {Element} */ (spans.get(id)), text],
    ),
  ];
}

/** Put a new article on the screen. */
export function drawNewArticle() {
  spans = drawArticle(byId("article"), state.assignment.article);
  scrollTo(0, 0);
}

export function draw() {
  refreshOffers();
  drawSentences();
  drawTargetLinks();
  drawDesk();
  if (state.sentences.length) keepInView(spanOf(state.current));
}

function drawSentences() {
  const offer = state.offers.at(-1);
  const guess = offer === undefined ? null : guessFor(offer);
  const proposed = state.mode === "target" ? state.candidate : guess;
  const pointedAt = decisionOn(state.current).target;

  state.sentences.forEach(({ id }, index) => {
    const { skip_reason, note } = decisionOn(index);
    const label = labelOn(index);
    drawSentence(spanOf(index), {
      mark: label?.mark ?? (skip_reason ? "–" : "·"),
      colour: label?.colour ?? (skip_reason ? "grey" : undefined),
      isLit: index === state.current,
      isGuess: index === proposed,
      isPointedAt: id === pointedAt,
      hasNote: Boolean(note),
    });
  });
}

export function drawTargetLinks() {
  const links = state.sentences.flatMap((_, index) => {
    const { target } = decisionOn(index);
    const to = typeof target === "number" && spans.get(target);
    return to ? [{ from: spanOf(index), to, colour: labelOn(index)?.colour }] : [];
  });
  drawLinks(byId("links"), links);
}

export function drawDesk() {
  const total = state.sentences.length;
  const done = total - openCount();
  progress.max = total;
  progress.value = done;
  byId("count").textContent = fill(gettext("%(done)s of %(total)s"), { done, total });

  byId("labels").classList.toggle("away", state.mode === "skip");
  byId("reasons").classList.toggle("away", state.mode !== "skip");
  byId("offer").hidden = currentOffer() === undefined && state.mode !== "target";
  byId("confidence").hidden = state.mode !== "confidence";
  byId("note-form").hidden = state.mode !== "note";
  for (const mode of ["skip", "target", "confidence", "note"]) {
    const toggle = document.querySelector(`.more [data-do=${mode}]`);
    toggle?.setAttribute("aria-expanded", String(state.mode === mode));
  }

  undoButton.disabled = state.past.length === 0;
  submitButton.disabled = !canSubmit();
  submitButton.hidden = !isEditable();
  reopenButton.hidden = state.assignment.state !== "submitted";
  returnButton.disabled = !isEditable();
  for (const labelButton of labelButtons) {
    const isPressed = decisionOn(state.current).label === labelButton.dataset.label;
    labelButton.disabled = !isEditable();
    labelButton.setAttribute("aria-pressed", String(isPressed));
  }
  say(lineText());
}

/** Scroll to the proposed target. */
export const showCandidate = () => keepInView(spanOf(state.candidate));

/** @param {number} index */
const spanOf = (index) => /** @type {HTMLElement} */ (spans.get(state.sentences[index].id));

/** @param {string} command */
function button(command) {
  return /** @type {HTMLButtonElement} */ (document.querySelector(`[data-do=${command}]`));
}

/**
 * The texts as they were set: the browser may have translated them since.
 * @type {WeakMap<Element, string>}
 */
const shown = new WeakMap();

/**
 * Change a text only if it differs, since screen readers read every change.
 * @param {HTMLElement} element
 * @param {string} text
 */
export function setText(element, text) {
  if (shown.get(element) === text) return;
  shown.set(element, text);
  drawText(element, text);
}

/**
 * Show a text in the line above the buttons.
 * @param {string} text
 */
export const say = (text) => setText(line, text);

/**
 * Show a text there until the next step.
 * @param {string} text
 */
export function showMessage(text) {
  state.message = text;
  drawDesk();
}

/**
 * Have a screen reader read a text.
 * @param {string} text
 */
export function speak(text) {
  drawText(byId("spoken"), text);
}
