/**
 * Texts, numbers and dates in the language of the page. A page loads `/i18n.js`, which holds the
 * texts, before its module. Without that file a page works in English.
 */

const { texts, pluralIndex } = globalThis.catalogue ?? { texts: {}, pluralIndex: () => 0 };

// Read once: a browser that translates the page writes another language here. English is British.
// In every language digits are those of the keys, and the calendar is the one of the articles.
const language = document.documentElement.lang;
const locale = language === "en" ? "en-GB" : `${language}-u-ca-gregory-nu-latn`;

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
 * @param {Record<string, string | number>} [others]
 */
export const fillCount = (text, count, others = {}) =>
  fill(text, { ...others, count: formatNumber(count) });

/** @param {number} number */
export const formatNumber = (number) => number.toLocaleString(locale);

/**
 * A day as people write it: `formatDate("2031-06-11")` is "11 June 2031" on an English page.
 * @param {string} iso
 */
export function formatDate(iso) {
  const options = /** @type {const} */ ({ day: "numeric", month: "long", year: "numeric" });
  return new Date(`${iso}T12:00:00Z`).toLocaleDateString(locale, { ...options, timeZone: "UTC" });
}
