/** The steps that undo takes back outlive a reload of the page. */

import { state } from "../state.js";
import { keepInTab, keptInTab } from "../tab_storage.js";

const nameOfSteps = () => `undo-${state.assignment.id}`;

/** Take up the steps that an earlier load of the page has kept. */
export function restoreSteps() {
  /** @type {Step[]} */
  const steps = keptInTab(nameOfSteps()) ?? [];
  const count = state.sentences.length;
  state.past = steps.filter((step) => step.length && step.every(({ index }) => index < count));
}

/** Keep the steps of the article on the screen. */
function keepSteps() {
  if (state) keepInTab(nameOfSteps(), state.past);
}

addEventListener("pagehide", keepSteps);
document.addEventListener("visibilitychange", () => document.hidden && keepSteps());
