/**
 * Texts in the language of the page. A page loads `/i18n.js`, which holds them, before its module.
 * Without that file a page works in English.
 */

const { texts, pluralIndex } = globalThis.catalogue ?? { texts: {}, pluralIndex: () => 0 };

/** @param {string} text */
export function gettext(text) {
  return [texts[text] ?? text].flat()[0];
}

/**
 * @param {string} one
 * @param {string} many
 * @param {number} count
 */
export function ngettext(one, many, count) {
  const forms = texts[one];
  if (forms === undefined) return count === 1 ? one : many;
  return Array.isArray(forms) ? forms[pluralIndex(count)] : forms;
}

/**
 * A text with its values: `fill(gettext("Sentence %(number)s"), { number: 3 })`.
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  return text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));
}

/**
 * A text with a number: `fillCount(ngettext("%(count)s label", "%(count)s labels", 3), 3)`.
 * @param {string} text
 * @param {number} count
 */
export const fillCount = (text, count) => fill(text, { count: count.toLocaleString("en-GB") });
