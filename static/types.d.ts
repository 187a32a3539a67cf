/** The catalogue that `/i18n.js` makes. No page loads this file. */

interface Catalogue {
  /** By the English text; a text about a number has several forms. */
  texts: Record<string, string | string[]>;
  pluralIndex(count: number): number;
}

/** What the person has chosen for their account, where scripts must know it. */
interface PersonalSettings {
  /** Whether a screen reader is told only results and numbers. */
  speaks_less: boolean;
  /** Minutes of work; 0 for no reminder. */
  break_after: number;
  single_keys: "on" | "article" | "off";
  /** By standard key; "" is no key. */
  own_keys: Record<string, string>;
}

declare var catalogue: Catalogue | undefined;

/** The library of the adjudication page. */
declare var htmx: { process(element: Element): void };
