/** The sentences of the adjudication page, as the server has drawn them. */

/** @returns {HTMLElement | null} */
export const lit = () => document.querySelector(".review > .lit");

/** @returns {HTMLElement[]} */
export const disputed = () => [...document.querySelectorAll(".review > .disputed")].filter(isHtml);

/** The elements of the sentences' texts, by the sentences' ids. */
export function textElements() {
  /** @type {Map<string, Element>} */
  const elements = new Map();
  for (const sentence of document.querySelectorAll(".review > li")) {
    const text = sentence.querySelector(".text");
    if (text) elements.set(sentence.id, text);
  }
  return elements;
}

/**
 * Show a text in the line above the sentences, until the next decision.
 * @param {string} text
 */
export function say(text) {
  const status = document.querySelector("#review [role=status]");
  if (status) status.textContent = text;
}

/**
 * @param {Element} element
 * @returns {element is HTMLElement}
 */
const isHtml = (element) => element instanceof HTMLElement;
