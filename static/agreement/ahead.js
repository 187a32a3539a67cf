/**
 * Fetches what comes after the lit sentence while its reviewer thinks, and shows it at once when
 * they decide. The answer to the decision then takes its place.
 */

import { lit, review } from "./review.js";

/** @typedef {{ after: string, html: string }} Ahead */

/** @type {Ahead | null} */
let ahead = null;
/** What was there before, in case the decision can't be saved. @type {string | null} */
let before = null;
/** The sentence that is shown ahead of the answer. @type {string | null} */
let shown = null;

/** Fetch what comes next, outside the stream nothing. */
export async function fetchAhead() {
  ahead = null;
  const after = lit()?.id ?? "";
  const address = document.getElementById("next")?.getAttribute("href");
  if (!address || !after) return;

  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    // A redirect leads to the sign-in page.
    if (answer.ok && !answer.redirected) ahead = { after, html: await answer.text() };
  } catch {
    // Then the answer to the decision brings it.
  }
}

/** Show the next sentence before the decision on this one is answered. Return whether it is. */
export function showAhead() {
  const current = lit()?.id;
  if (!ahead || !current || ahead.after !== current) return false;

  const was = review().innerHTML;
  review().innerHTML = ahead.html;
  ahead = null;
  shown = lit()?.id ?? null;
  before = was;
  return true;
}

/** Whether the answer shows another sentence than the one that was shown ahead of it. */
export function isOtherThanShown() {
  const isOther = shown !== null && shown !== lit()?.id;
  shown = before = null;
  return isOther;
}

/** Go back to the sentence whose decision couldn't be saved. Return whether it wasn't there. */
export function takeBackAhead() {
  const was = before;
  shown = before = null;
  if (was === null) return false;
  review().innerHTML = was;
  return true;
}
