/** The catalogue that `/i18n.js` makes. No page loads this file. */

interface Catalogue {
  /** By the English text; a text about a number has several forms. */
  texts: Record<string, string | string[]>;
  pluralIndex(count: number): number;
}

declare var catalogue: Catalogue | undefined;
