/** The search of the codebook: shows the parts that match, and jumps from one to the next. */

import { isComposing } from "../keys.js";
import { fill, fillCount, gettext, ngettext } from "../translation.js";

/** A part that a search shows or hides. @typedef {{ element: HTMLElement, words: string, level: number }} Part */
const PARTS = "dl > div, li, p, tbody tr, pre, blockquote, h1, h2, h3, h4";

/**
 * @param {HTMLElement} body  what is searched
 * @param {HTMLInputElement} search
 * @param {HTMLElement} found  where the number of matches is said
 */
export function startSearch(body, search, found) {
  const parts = partsOf(body);
  /** @type {HTMLElement[]} */
  let matches = [];
  let jumpedTo = -1;

  keepNumbers(body);
  search.disabled = false;
  search.addEventListener("input", () => {
    const wanted = folded(search.value.trim());
    matches = showMatches(parts, wanted);
    jumpedTo = -1;
    found.textContent = wanted ? countText(matches.length) : "";
    highlight(body, wanted);
    body.scrollTop = 0;
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || isComposing(event)) return;
    event.preventDefault();
    if (search.value.trim() && matches.length) jump(event.shiftKey ? -1 : 1);
  });

  /** @param {1 | -1} step */
  function jump(step) {
    const { length } = matches;
    matches[jumpedTo]?.classList.remove("found");
    jumpedTo = (Math.max(jumpedTo, step < 0 ? 0 : -1) + step + length) % length;
    matches[jumpedTo].classList.add("found");
    matches[jumpedTo].scrollIntoView({ block: "nearest" });
    found.textContent = fill(gettext("%(number)s of %(count)s"), {
      number: jumpedTo + 1,
      count: length,
    });
  }
}

/**
 * A search hides rules, and those that are left keep their numbers.
 * @param {HTMLElement} body
 */
function keepNumbers(body) {
  for (const list of body.querySelectorAll("ol")) {
    let number = list.start;
    for (const item of list.children) /** @type {HTMLLIElement} */ (item).value = number++;
  }
}

/**
 * @param {HTMLElement} body
 * @returns {Part[]}
 */
function partsOf(body) {
  const elements = /** @type {HTMLElement[]} */ ([...body.querySelectorAll(PARTS)]);
  const outermost = elements.filter((element) => !element.parentElement?.closest("li, blockquote"));
  return outermost.map((element) => ({
    element,
    words: folded(element.textContent ?? ""),
    level: Number(/^H(\d)$/.exec(element.tagName)?.[1] ?? 0),
  }));
}

/**
 * Show the parts that match or stand under a heading that does, with their headings.
 * @param {Part[]} parts
 * @param {string} wanted
 * @returns {HTMLElement[]} those that match
 */
function showMatches(parts, wanted) {
  /** The headings around a part, from the outermost one. @type {Part[]} */
  let headings = [];
  const matches = [];

  for (const part of parts) {
    if (part.level) headings = [...headings.filter(({ level }) => level < part.level), part];
    const isMatch = part.words.includes(wanted);
    const isInMatch = headings.some(({ words }) => words.includes(wanted));
    part.element.hidden = !isMatch && !isInMatch;
    part.element.classList.remove("found");

    if (isMatch) matches.push(part.element);
    if (!part.element.hidden) for (const { element } of headings) element.hidden = false;
  }
  return matches;
}

/**
 * What a search compares: small letters, and the two letters i of Turkish as one.
 * @param {string} words
 */
const folded = (words) => words.toLowerCase().replaceAll("\u0307", "").replaceAll("ı", "i");

/** @param {number} count */
function countText(count) {
  if (!count) return gettext("Nothing found");
  return fillCount(ngettext("%(count)s part found", "%(count)s parts found", count), count);
}

/**
 * @param {HTMLElement} body
 * @param {string} wanted
 */
function highlight(body, wanted) {
  // Not all browsers can; what matches is shown all the same.
  if (!globalThis.CSS?.highlights) return;
  CSS.highlights.delete("codebook-found");
  // A single letter is everywhere.
  if (wanted.length < 2) return;

  const marked = new Highlight();
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = /** @type {Text} */ (walker.currentNode);
    const words = folded(node.data);
    // Some letters have a longer small form, after which places differ.
    if (words.length !== node.length) continue;
    for (let at = words.indexOf(wanted); at >= 0; at = words.indexOf(wanted, at + wanted.length)) {
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      marked.add(range);
    }
  }
  CSS.highlights.set("codebook-found", marked);
}
