/** What the pages that are worked with keys share: labelling and adjudication. */

/**
 * Whether a key press is a command. With Ctrl, Alt or Meta it belongs to the browser, and while a
 * word is composed (in Japanese, say) to the input method.
 * @param {KeyboardEvent} event
 */
export function isPlainKey(event) {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
}

/**
 * A key that is held down answers once; only arrows repeat.
 * @param {KeyboardEvent} event
 */
export const isHeldKey = (event) => event.repeat && !event.key.startsWith("Arrow");

/** @param {KeyboardEvent} event */
export const isTyping = (event) => closest(event, "input, textarea, select") !== null;

/**
 * The element around the place of an event.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function closest(event, selector) {
  return event.target instanceof Element ? event.target.closest(selector) : null;
}

/**
 * The names a key may go by: the character it types, else its place on an English keyboard. So
 * digits and letters work on AZERTY, Arabic and Persian keyboards and on the number pad.
 * @param {KeyboardEvent} event
 */
export function namesOfKey(event) {
  // A named key, such as ArrowDown on a number pad without NumLock, means its name.
  if (event.key.length > 1) return [event.key];

  const place = event.code.replace(/^(Digit|Numpad|Key)(?=.$)/, "").toLowerCase();
  return /^[a-z0-9]$/i.test(event.key) ? [event.key.toLowerCase()] : [event.key, place];
}
