/** Arrows in the margin, each from a denial or doubt to the sentence that is its target. */

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 18;

/**
 * @param {Element} svg
 * @param {Link[]} links
 */
export function drawLinks(svg, links) {
  if (!links.length) return svg.replaceChildren();

  const main = /** @type {HTMLElement} */ (svg.parentElement);
  const origin = main.getBoundingClientRect();
  const isRtl = directionOf(main) === "rtl";

  const paths = links.flatMap(({ from, to, colour, isOfLit }, index) => {
    const start = firstLine(from, origin, isRtl);
    const end = firstLine(to, origin, isRtl);
    const edge = isRtl ? origin.width - MARGIN : MARGIN;
    const away = isRtl ? 1 : -1;
    const out = edge + away * (6 + (index % 3) * 4);

    // Below the line of each sentence up to its first word: two sentences may share a line.
    const way = `M${start.x} ${start.y} H${out} V${end.y} H${end.x}`;
    const head = `M${end.x + away * 6} ${end.y - 4} L${end.x} ${end.y} l${away * 6} 4`;
    return [way, head].map((d) => pathOf(d, colour, isOfLit));
  });
  svg.replaceChildren(...paths);
}

/**
 * The start of a sentence, at the foot of its line.
 * @param {HTMLElement} span
 * @param {DOMRect} origin
 * @param {boolean} isRtl
 */
function firstLine(span, origin, isRtl) {
  const box = span.getClientRects()[0];
  const x = isRtl ? box.right : box.left;
  return { x: x - origin.left, y: box.bottom - origin.top + 1 };
}

/**
 * @param {string} d
 * @param {string | undefined} colour
 * @param {boolean} isOfLit
 */
function pathOf(d, colour, isOfLit) {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", d);
  path.classList.toggle("of-lit", isOfLit);
  if (colour) path.dataset.colour = colour;
  return path;
}

/**
 * The direction in which the article is read.
 * @param {Element} place
 */
export function directionOf(place) {
  const paragraph = place.querySelector("#sentences p:last-of-type");
  return paragraph ? getComputedStyle(paragraph).direction : "ltr";
}
