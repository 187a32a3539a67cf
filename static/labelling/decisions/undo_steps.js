/** The steps that undo takes back outlive a reload of the page, in the tab's own storage. */

import { outbox, page, state } from "../state.js";

/** @param {number} assignment */
const nameFor = (assignment) => `skepsis-undo ${page.account} ${assignment}`;

/** Keep the steps of the article on the screen. */
export function keepSteps() {
  if (!state || outbox.account !== page.account) return;
  try {
    sessionStorage.setItem(nameFor(state.assignment.id), JSON.stringify(state.past));
  } catch {
    // Without room or permission, undo ends at a reload.
  }
}

/** Take up the steps that an earlier load of the page has kept. */
export function restoreSteps() {
  const kept = sessionStorage.getItem(nameFor(state.assignment.id));
  /** @type {Step[]} */
  const steps = kept ? JSON.parse(kept) : [];
  const count = state.sentences.length;
  state.past = steps.filter((step) => step.length && step.every(({ index }) => index < count));
}

addEventListener("pagehide", keepSteps);
document.addEventListener("visibilitychange", () => document.hidden && keepSteps());
