/**
 * The keys that a person has chosen for commands. Everywhere else, scripts and pages name a command
 * by its standard key.
 */

import { namesOfKey } from "./keys.js";
import { settings } from "./personal_settings.js";

/** By standard key; "" is no key. */
const ownKeys = new Map(Object.entries(settings.own_keys));
const standardKeys = new Map([...ownKeys].map(([standard, own]) => [own, standard]));

/** What has to have the focus, if single keys count only there. */
const PLACES = "article, .review > li, .disagreements > li";

/** Whether keys that type a character are commands now. */
export function takesSingleKeys() {
  if (settings.single_keys !== "article") return settings.single_keys === "on";
  return Boolean(document.activeElement?.closest(PLACES));
}

/**
 * The standard keys that a key press may stand for, the likeliest first.
 * @param {KeyboardEvent} event
 */
export function standardKeysOf(event) {
  const names = namesOfKey(event).filter((name) => !isCharacter(name) || takesSingleKeys());
  return names.flatMap((name) => standardKeyFor(name) ?? []);
}

/** @param {string} name  of a key that was pressed */
function standardKeyFor(name) {
  if (!isCharacter(name)) return name;
  const key = name.toLowerCase();
  return standardKeys.get(key) ?? (ownKeys.has(key) ? null : key);
}

/** @param {string} name */
const isCharacter = (name) => [...name].length === 1;

/**
 * A command's key as it is shown, "" without one.
 * @param {string} standard
 */
export function shownKey(standard) {
  if (settings.single_keys === "off") return "";
  return (ownKeys.get(standard) ?? standard).toUpperCase();
}

/**
 * Show the person's keys in place of the standard ones that the server has written.
 * @param {ParentNode} place
 */
export function showOwnKeys(place) {
  if (settings.single_keys !== "off" && !ownKeys.size) return;

  for (const element of place.querySelectorAll("[aria-keyshortcuts]")) {
    const names = (element.ariaKeyShortcuts ?? "").split(" ").map(shownName).filter(Boolean);
    if (names.length) element.ariaKeyShortcuts = names.join(" ");
    else element.removeAttribute("aria-keyshortcuts");
  }
  for (const kbd of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("kbd"))) {
    const name = shownName(kbd.textContent ?? "");
    kbd.hidden = name === "";
    kbd.textContent = name;
  }
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("#keys tr"))) {
    row.hidden = !row.querySelector("kbd:not([hidden])");
  }
}

/**
 * The person's key in place of a standard one; other keys, such as arrows, as they are.
 * @param {string} name
 */
function shownName(name) {
  if (/^[a-z0-9?]$/i.test(name)) return shownKey(name.toLowerCase());
  // With Shift, a key still types a character.
  return settings.single_keys === "off" && /^Shift /.test(name) ? "" : name;
}
