/** Values that outlive a reload of the page in this tab, where the browser allows it. */

import { page } from "./state.js";

/** @param {string} name */
const nameFor = (name) => `skepsis-${name} ${page.account}`;

/**
 * Keep a value; without room or permission, it ends with the page.
 * @param {string} name
 * @param {unknown} value
 */
export function keepInTab(name, value) {
  try {
    sessionStorage.setItem(nameFor(name), JSON.stringify(value));
  } catch {
    // Nothing that was decided is lost by it.
  }
}

/**
 * @param {string} name
 * @returns {any} null where nothing was kept
 */
export function keptInTab(name) {
  try {
    return JSON.parse(sessionStorage.getItem(nameFor(name)) ?? "null");
  } catch {
    return null;
  }
}
