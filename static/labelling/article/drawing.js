/** The article on the labelling page: made once, then only what changes is drawn. */

import { fill, formatDate, gettext } from "../../translation.js";

/**
 * Put the article on the page; text goes in as text.
 * @param {HTMLElement} place
 * @param {Article} article
 * @returns {Map<number, HTMLElement>} the sentences' elements, by id
 */
export function drawArticle(place, article) {
  place.lang = article.language;
  const sentences = listOfSentences();
  const heading = titleOf(article);
  place.replaceChildren(heading, sourceOf(article), sentences);
  place.dir = getComputedStyle(heading).direction;

  /** @type {Map<number, HTMLElement>} */
  const spans = new Map();
  const list = /** @type {HTMLElement} */ (sentences.firstElementChild);
  let paragraph = list;
  let number = 0;
  for (const sentence of article.sentences) {
    if (sentence.paragraph !== number) {
      number = sentence.paragraph;
      paragraph = list.appendChild(document.createElement("p"));
      paragraph.dir = "auto";
      paragraph.role = "presentation";
    } else paragraph.append(" ");
    const span = paragraph.appendChild(document.createElement("span"));
    span.className = sentence.excluded ? "sentence excluded" : "sentence";
    span.role = "listitem";
    span.dataset.id = String(sentence.id);
    span.textContent = sentence.text;
    spans.set(sentence.id, span);
  }
  return spans;
}

/**
 * A screen reader passes keys on to an application. The list in it stays in the article's
 * language, its name is in that of the page.
 */
function listOfSentences() {
  const application = document.createElement("div");
  application.id = "sentences";
  application.role = "application";
  application.tabIndex = 0;
  application.setAttribute("aria-labelledby", "sentences-name");
  application.setAttribute("aria-describedby", "sentences-hint");

  application.append(document.createElement("div"));
  /** @type {HTMLElement} */ (application.firstElementChild).role = "list";
  return application;
}

/** @param {Article} article */
export const titleText = ({ title, external_id }) => title || external_id;

/** @param {Article} article */
function titleOf(article) {
  const heading = document.createElement("h1");
  heading.dir = "auto";
  heading.textContent = titleText(article);
  return heading;
}

/**
 * Source and date, each isolated: in a text from right to left, they would run into each other.
 * @param {Article} article
 */
function sourceOf({ source, published }) {
  const line = document.createElement("p");
  line.className = "source";
  line.lang = document.documentElement.lang;
  const parts = [source, published && formatDate(published)].filter(Boolean).map((text) => {
    const part = document.createElement("bdi");
    part.textContent = text;
    return part;
  });
  line.append(...parts.flatMap((part, index) => (index ? [" · ", part] : [part])));
  return line;
}

/**
 * How each sentence looks on the screen, so that only differences are drawn.
 * @type {WeakMap<HTMLElement, string>}
 */
const drawn = new WeakMap();

/**
 * @param {HTMLElement} span
 * @param {Look} look
 * @param {() => string} makeName  for a screen reader; it follows from the look
 */
export function drawSentence(span, look, makeName) {
  const key = Object.values(look).join("|");
  if (drawn.get(span) === key) return;
  drawn.set(span, key);

  span.dataset.mark = look.mark;
  span.dataset.letter = look.letter;
  span.dataset.extra = look.extra;
  if (look.colour) span.dataset.colour = look.colour;
  else delete span.dataset.colour;
  span.classList.toggle("lit", look.isLit);
  span.classList.toggle("next", look.isNext);
  span.classList.toggle("candidate", look.letter !== "");
  span.classList.toggle("chosen", look.isChosen);
  span.classList.toggle("pointed-at", look.isPointedAt);
  span.ariaLabel = makeName();
  if (look.isLit) span.setAttribute("aria-current", "true");
  else span.removeAttribute("aria-current");
}

/**
 * The name of a sentence for a screen reader.
 * @param {{ number: number, total: number, decision: string, text: string }} sentence
 */
export const nameOfSentence = (sentence) =>
  fill(gettext("%(number)s of %(total)s, %(decision)s: %(text)s"), sentence);
