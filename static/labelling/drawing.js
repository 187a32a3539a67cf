/** The article on the labelling page: made once, then only marks, colours and links change. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Put the article on the page; text goes in as text.
 * @param {HTMLElement} place
 * @param {Article} article
 * @returns {Map<number, HTMLElement>} the sentences' elements, by id
 */
export function drawArticle(place, article) {
  place.lang = article.language;
  place.replaceChildren(titleOf(article), sourceOf(article));

  /** @type {Map<number, HTMLElement>} */
  const spans = new Map();
  let paragraph = place;
  let number = 0;
  for (const sentence of article.sentences) {
    if (sentence.paragraph !== number) {
      number = sentence.paragraph;
      paragraph = place.appendChild(document.createElement("p"));
      paragraph.dir = "auto";
    } else paragraph.append(" ");
    const span = paragraph.appendChild(document.createElement("span"));
    span.className = sentence.excluded ? "sentence excluded" : "sentence";
    span.dataset.id = String(sentence.id);
    span.textContent = sentence.text;
    spans.set(sentence.id, span);
  }
  return spans;
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

/** @param {Article} article */
function sourceOf({ source, published }) {
  const line = document.createElement("p");
  line.className = "source";
  line.lang = document.documentElement.lang;
  line.textContent = [source, published && longDate(published)].filter(Boolean).join(" · ");
  return line;
}

/** @param {string} iso */
function longDate(iso) {
  const options = /** @type {const} */ ({ day: "numeric", month: "long", year: "numeric" });
  return new Date(`${iso}T12:00:00Z`).toLocaleDateString("en-GB", options);
}

/**
 * @param {HTMLElement} span
 * @param {Look} look
 */
export function drawSentence(span, { mark, colour, isLit, isGuess, isPointedAt, hasNote }) {
  if (span.dataset.mark !== mark) span.dataset.mark = mark;
  if (span.dataset.colour !== colour) {
    if (colour) span.dataset.colour = colour;
    else delete span.dataset.colour;
  }
  span.classList.toggle("lit", isLit);
  span.classList.toggle("guess", isGuess);
  span.classList.toggle("pointed-at", isPointedAt);
  span.classList.toggle("noted", hasNote);
  if (isLit) span.setAttribute("aria-current", "true");
  else span.removeAttribute("aria-current");
}

/**
 * Arcs in the margin from each denial or doubt to its target.
 * @param {Element} svg
 * @param {Link[]} links
 */
export function drawLinks(svg, links) {
  const main = /** @type {HTMLElement} */ (svg.parentElement);
  const page = main.getBoundingClientRect();
  const isRtl =
    getComputedStyle(main.querySelector("article p:last-of-type") ?? svg).direction === "rtl";

  const paths = links.map(({ from, to, colour }, index) => {
    const [start, end] = [from, to].map((span) => {
      const box = span.getClientRects()[0];
      return box.top + box.height / 2 - page.top;
    });
    const width = 6 + (index % 3) * 4;
    const [edge, out] = isRtl ? [page.width - 18, page.width - 18 + width] : [18, 18 - width];
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", `M${edge} ${start} H${out} V${end} H${edge}`);
    if (colour) path.dataset.colour = colour;
    return path;
  });
  svg.replaceChildren(...paths);
}

/**
 * Scroll only when a sentence nears the edge of the visible part, and then to the upper half.
 * @param {HTMLElement} span
 */
export function keepInView(span) {
  const box = span.getBoundingClientRect();
  const bar = /** @type {Element} */ (document.querySelector(".bar")).getBoundingClientRect();
  const desk = /** @type {Element} */ (document.querySelector(".desk")).getBoundingClientRect();
  const top = Math.max(0, bar.bottom) + 16;
  const bottom = Math.min(innerHeight, desk.top) - 24;
  if (box.top >= top && box.bottom <= bottom) return;

  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  scrollBy({
    top: box.top - (top + (bottom - top) * 0.25),
    behavior: isCalm ? "instant" : "smooth",
  });
}
