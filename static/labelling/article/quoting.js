/**
 * Text of an article within the page's own texts. Between isolates, text that runs from right to
 * left does not reorder the words around it; and when it is drawn, no browser translates it, and a
 * screen reader reads it in its language.
 */

/** @param {string} text */
export const isolate = (text) => `\u2068${withoutIsolates(text)}\u2069`;

/** @param {string} text */
export const withoutIsolates = (text) => text.replace(/[\u2068\u2069]/g, "");

/**
 * Put a text on the page, with what is isolated in elements of its own.
 * @param {Element} element
 * @param {string} text
 * @param {string} [language]  of what is isolated
 */
export function drawText(element, text, language) {
  const parts = text.split(/\u2068([^\u2069]*)\u2069/);
  const nodes = parts.map((part, index) => (index % 2 ? quotation(part, language) : part));
  element.replaceChildren(...nodes);
}

/**
 * @param {string} text
 * @param {string} [language]
 */
function quotation(text, language) {
  const element = document.createElement("bdi");
  element.translate = false;
  element.className = "notranslate";
  if (language) element.lang = language;
  element.textContent = text;
  return element;
}
