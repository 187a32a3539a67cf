/** The sentences of the adjudication page, as the server has drawn them. */

/** What the server draws again after each decision. */
export const review = () => /** @type {HTMLElement} */ (document.getElementById("review"));

/** @returns {HTMLElement | null} */
export const lit = () => document.querySelector(".review > .lit");

/** @returns {HTMLElement[]} */
export const disputed = () => [...document.querySelectorAll(".review > .disputed")].filter(isHtml);

/** @param {HTMLElement} sentence */
export function light(sentence) {
  lit()?.classList.remove("lit");
  sentence.classList.add("lit");
  sentence.focus({ preventScroll: true });
  sentence.scrollIntoView({ block: "center" });
  leadOn(sentence.id.slice(1));
}

/**
 * Let the links to the next and the previous sentence lead on from this one.
 * @param {string} id
 */
function leadOn(id) {
  for (const link of document.querySelectorAll("#next, #previous")) {
    for (const name of ["href", "hx-get"]) {
      const address = link.getAttribute(name) ?? "";
      link.setAttribute(name, address.replace(/(after|before)=\d+$/, `$1=${id}`));
    }
  }
  document.dispatchEvent(new Event("moved"));
}

/**
 * Whether the text of a sentence is in sight, between what covers the top and the bottom.
 * @param {HTMLElement} sentence
 */
export function isInSight(sentence) {
  const box = (sentence.querySelector(".text") ?? sentence).getBoundingClientRect();
  const hands = document.querySelector(".hands")?.getBoundingClientRect();
  const bottom = hands && hands.top < innerHeight ? hands.top : innerHeight;
  return box.bottom > 0 && box.top < bottom;
}

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
