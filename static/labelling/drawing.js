/** The article on the labelling page: made once per article, then only marks, colours and links change. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Put the article on the page; text goes in as text.
 * @param {HTMLElement} place @param {object} article @returns {Map<number, HTMLElement>} the sentences' elements, by id
 */
export function drawArticle(place, article) {
  const spans = new Map();
  place.replaceChildren();
  place.lang = article.language;
  const title = place.appendChild(document.createElement("h1"));
  title.dir = "auto";
  title.textContent = article.title || article.external_id;
  const source = place.appendChild(document.createElement("p"));
  source.className = "source";
  source.lang = document.documentElement.lang;
  source.textContent = [article.source, article.published && longDate(article.published)]
    .filter(Boolean)
    .join(" · ");
  let paragraph = null;
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

/**
 * @param {HTMLElement} span
 * @param {{mark: string, colour?: string, isLit: boolean, isGuess: boolean, isPointedAt: boolean, hasNote: boolean}} look
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
 * Arcs in the margin from each denial or doubt to the sentence that it is about.
 * @param {SVGElement} svg @param {{from: HTMLElement, to: HTMLElement, colour: string}[]} links
 */
export function drawLinks(svg, links) {
  const page = svg.parentElement.getBoundingClientRect();
  const isRtl =
    getComputedStyle(svg.parentElement.querySelector("article p:last-of-type") ?? svg).direction ===
    "rtl";
  svg.replaceChildren(
    ...links.map(({ from, to, colour }, index) => {
      const [start, end] = [from, to].map((span) => {
        const box = span.getClientRects()[0];
        return box.top + box.height / 2 - page.top;
      });
      const width = 6 + (index % 3) * 4;
      const [edge, out] = isRtl ? [page.width - 18, page.width - 18 + width] : [18, 18 - width];
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", `M${edge} ${start} H${out} V${end} H${edge}`);
      path.dataset.colour = colour;
      return path;
    }),
  );
}

/** Scroll only when the lit sentence nears the edge of what can be seen, and then to a calm place in the upper half. */
export function keepInView(span) {
  const box = span.getBoundingClientRect();
  const top = Math.max(0, document.querySelector(".bar").getBoundingClientRect().bottom) + 16;
  const bottom =
    Math.min(innerHeight, document.querySelector(".desk").getBoundingClientRect().top) - 24;
  if (box.top >= top && box.bottom <= bottom) return;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  scrollBy({
    top: box.top - (top + (bottom - top) * 0.25),
    behavior: isCalm ? "instant" : "smooth",
  });
}

function longDate(iso) {
  return new Date(`${iso}T12:00:00Z`).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
  });
}
