/**
 * Texts in the language of the page. `/i18n.js`, which the server makes and a page loads first, holds
 * them.
 */

/**
 * @typedef {object} Catalogue
 * @property {(text: string) => string} gettext
 * @property {(one: string, many: string, count: number) => string} ngettext
 * @property {(text: string, values: object, named: boolean) => string} interpolate
 */

const catalogue = /** @type {{ django: Catalogue }} */ (/** @type {unknown} */ (globalThis)).django;

export const { gettext, ngettext } = catalogue;

/**
 * A text with its values: `fill(gettext("Sentence %(number)s"), { number: 3 })`.
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export const fill = (text, values) => catalogue.interpolate(text, values, true);
