/** Draws the state: the sentences and what links them, the strip of ticks, and the desk. */

import { drawArticle, drawSentence, nameOfSentence, titleText } from "./article/drawing.js";
import { drawLinks } from "./article/links.js";
import { drawMinimap } from "./article/minimap.js";
import { drawText, withoutIsolates } from "./article/quoting.js";
import { isInSight, keepInView, scrollToTop } from "./article/viewport.js";
import { letterOf } from "./decisions/question.js";
import { drawDesk, say } from "./desk/desk.js";
import { decisionInName } from "./desk/words.js";
import { byId, decisionOn, isEditable, labelOn, state } from "./state.js";

/**
 * The sentences' elements, by id.
 * @type {Map<number, HTMLElement>}
 */
let spans = new Map();

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

/** Put a new article on the screen, from its headline or where the person left it. */
export function drawNewArticle() {
  spans = drawArticle(byId("article"), state.assignment.article);
  drawSentences();
  scrollToTop();
  if (state.current > 0) keepInView(spanOf(state.current));
  drawDesk();
  if (document.activeElement === document.body) focusArticle();
}

/** Give the keys to the article. */
export const focusArticle = () => byId("sentences").focus({ preventScroll: true });

/** Draw the state, and scroll to the lit sentence where it must be. */
export function draw() {
  drawSentences();
  if (state.sentences.length) keepInView(spanOf(litIndex()));
  // After what is measured, so that the browser lays out the page once.
  drawDesk();
}

function drawSentences() {
  const looks = state.sentences.map((_, index) => lookOf(index));
  looks.forEach((look, index) => drawSentence(spanOf(index), look, () => nameOf(index)));
  drawMinimap(looks);
  drawTargetLinks();
}

/**
 * @param {number} index
 * @returns {Look}
 */
function lookOf(index) {
  const { skip_reason, target, confidence, note } = decisionOn(index);
  const label = labelOn(index);
  const isAsking = state.mode === "target";
  return {
    mark: label?.mark ?? (skip_reason ? "–" : "·"),
    letter: isAsking ? letterOf(state.candidates.indexOf(index)) : "",
    extra: (note ? "✎" : "") + (confidence ?? ""),
    colour: label?.colour ?? (skip_reason ? "grey" : undefined),
    isLit: index === litIndex(),
    isNext: isAsking && index === state.returnTo,
    isChosen: isAsking && index === state.candidate,
    isPointedAt: state.sentences[index].id === decisionOn(litIndex()).target,
    target,
  };
}

/** The current sentence, or the one before it that a note or a confidence is asked for. */
function litIndex() {
  const isAmending = state.mode === "note" || state.mode === "confidence";
  return isAmending ? state.subject : state.current;
}

/** @param {number} index */
const nameOf = (index) =>
  nameOfSentence({
    number: index + 1,
    total: state.sentences.length,
    decision: decisionInName(index),
    text: state.sentences[index].text,
  });

export function drawTargetLinks() {
  const links = state.sentences.flatMap((_, index) => {
    const { target } = decisionOn(index);
    const to = typeof target === "number" && spans.get(target);
    const isOfLit = index === litIndex();
    return to ? [{ from: spanOf(index), to, colour: labelOn(index)?.colour, isOfLit }] : [];
  });
  drawLinks(byId("links"), links);
}

/**
 * Mark all places of these words, which are in small letters, without touching the text.
 * @param {string} words
 */
export function markFound(words) {
  if (!globalThis.Highlight) return;

  const ranges = [...spans.values()].flatMap((span) => rangesOf(span, words));
  CSS.highlights.set("found", new Highlight(...ranges));
}

/**
 * @param {HTMLElement} span
 * @param {string} words
 */
function rangesOf(span, words) {
  const node = span.firstChild;
  const text = (node?.textContent ?? "").toLocaleLowerCase();
  // Some capital letters get longer when they are made small.
  if (!node || !words || text.length !== node.textContent?.length) return [];

  const ranges = [];
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
    const range = new Range();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    ranges.push(range);
  }
  return ranges;
}

/** Scroll to the sentence that the person moved to. */
export function showCandidate() {
  if (state.candidate !== null) keepInView(spanOf(state.candidate));
}

/** Scroll to the lit sentence if it is out of sight; whether it was. */
export function bringIntoView() {
  const span = spanOf(state.current);
  if (isInSight(span)) return false;

  keepInView(span);
  return true;
}

/** @param {number} index */
const spanOf = (index) => /** @type {HTMLElement} */ (spans.get(state.sentences[index].id));

/**
 * Show a text in the line until the next step, and have it spoken.
 * @param {string} text
 */
export function tell(text) {
  if (isEditable()) state.message = text;
  say(text);
  speak(text);
}

/**
 * Show a text there until the next step.
 * @param {string} text
 */
export function showMessage(text) {
  state.message = text;
  drawDesk();
  speak(text);
}

/**
 * Have a screen reader read a text. The same text is read again, too.
 * @param {string} text
 */
export function speak(text) {
  const spoken = byId("spoken");
  const isSame = spoken.textContent === withoutIsolates(text);
  drawText(spoken, isSame ? `${text}\u00a0` : text, state.assignment.article.language);
}
