/** What the pages that are worked with keys share: labelling and adjudication. */

/**
 * Whether a key press is a command. With Ctrl, Alt or Meta it belongs to the browser, and while a
 * word is composed (in Japanese, say) to the input method. AltGr types characters.
 * @param {KeyboardEvent} event
 */
export function isPlainKey(event) {
  if (isComposing(event)) return false;
  // Windows says that Ctrl and Alt are down as well.
  if (isAltGr(event)) return !isNamed(event.key) && !event.metaKey;

  return !event.ctrlKey && !event.metaKey && !event.altKey;
}

/**
 * Whether a key press belongs to an input method. Safari tells of the Enter that ends a composition
 * only by the key code.
 * @param {KeyboardEvent} event
 */
export const isComposing = (event) => event.isComposing || event.keyCode === 229;

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
 * The names a key may go by, the likeliest first: the character it types, else its place on an
 * English keyboard. So digits and letters work on AZERTY, Arabic and Persian keyboards and on the
 * number pad.
 * @param {KeyboardEvent} event
 */
export function namesOfKey(event) {
  const { key } = event;
  // A dead key types nothing yet: only its place is left.
  if (key === "Dead") return digitPlace(event);
  // Chromium doesn't tell of two letters on one key, such as Arabic “لا”.
  if (key === "Unidentified") return [...digitPlace(event), ...letterPlace(event)];
  // A named key, such as ArrowDown on a number pad without NumLock, means its name.
  if (isNamed(key)) return [key];

  const character = inEnglish(key);
  if (/^[a-z0-9?]$/i.test(character)) return [character.toLowerCase()];
  if (isAltGr(event)) return [key];
  return [key, ...digitPlace(event), ...(isOfOtherScript(key) ? letterPlace(event) : [])];
}

/**
 * Named keys are words of ASCII letters.
 * @param {string} key
 */
const isNamed = (key) => /^[A-Z][A-Za-z0-9]+$/.test(key);

/** @param {KeyboardEvent} event */
const isAltGr = (event) => event.getModifierState?.("AltGraph") ?? false;

/**
 * A digit or question mark of another script, or a wide letter, as the English one, every other
 * character as it is.
 * @param {string} character
 */
function inEnglish(character) {
  if (/^[؟՞]$/.test(character)) return "?";
  // Input methods type wide letters, as in “ｊ” and “１”.
  if (/^[！-～]$/.test(character)) return character.normalize("NFKC");
  if (!isDecimal(character)) return character;

  // Unicode has the ten digits of a script in order, so the digits before this one are its value.
  const code = /** @type {number} */ (character.codePointAt(0));
  let value = 0;
  while (value < 9 && isDecimal(String.fromCodePoint(code - value - 1))) value++;
  return String(value);
}

/** @param {string} character */
const isDecimal = (character) => /^\p{Nd}$/u.test(character);

/**
 * The digit at the place of the key. With Shift the key means what it types: “!” is not 1.
 * @param {KeyboardEvent} event
 */
function digitPlace({ code, shiftKey }) {
  const place = shiftKey ? null : /^(?:Digit|Numpad)(\d)$/.exec(code);
  return place ? [place[1]] : [];
}

/** @param {KeyboardEvent} event */
function letterPlace({ code }) {
  const place = /^Key([A-Z])$/.exec(code);
  return place ? [place[1].toLowerCase()] : [];
}

/**
 * Whether a key types a letter that is not Latin. A keyboard with Latin letters has all that are
 * commands, so its “è” and “ü” don't stand for other ones.
 * @param {string} key
 */
const isOfOtherScript = (key) => /^[\p{L}\p{M}]/u.test(key) && !/^\p{Script=Latin}/u.test(key);
