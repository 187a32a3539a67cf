/** Which command a key stands for in each mode. */

import { COMMANDS } from "./commands.js";
import { labelCurrent, setConfidence, skipCurrent } from "./decisions.js";
import { moveCandidate } from "./modes.js";
import { currentOffer, page, state } from "./state.js";

/** @type {Record<Mode, Record<string, string>>} */
const KEYS = {
  label: {
    ArrowLeft: "back",
    ArrowUp: "back",
    k: "back",
    ArrowRight: "forward",
    ArrowDown: "forward",
    j: "forward",
    s: "skip",
    u: "undo",
    Backspace: "undo",
    n: "note",
    t: "target",
    c: "confidence",
    g: "codebook",
    "?": "keys",
    Enter: "submit",
  },
  skip: { Escape: "cancel", s: "cancel", b: "skip-rest" },
  target: { Escape: "cancel", t: "cancel", Enter: "accept", 0: "outside" },
  confidence: { Escape: "cancel", c: "cancel" },
  note: {},
};

/** While a target is offered, these come before the keys of the mode. @type {Record<string, string>} */
const OFFER_KEYS = { Enter: "accept", 0: "outside", Escape: "cancel" };

/** @type {Record<string, -1 | 1>} */
const CANDIDATE_STEPS = {
  ArrowLeft: -1,
  ArrowUp: -1,
  k: -1,
  ArrowRight: 1,
  ArrowDown: 1,
  j: 1,
};

/**
 * What the key typed comes before its place: on a Russian keyboard, “?” lies on the key of 7.
 * @param {string[]} names  of the key
 * @returns {(() => unknown) | null}
 */
export function commandFor(names) {
  for (const name of names) {
    const command = commandOf(name);
    if (command) return command;
  }
  return null;
}

/**
 * @param {string} name
 * @returns {(() => unknown) | null}
 */
function commandOf(name) {
  const choice = choices().find(({ shortcut }) => name === shortcut);
  if (choice) return choice.choose;

  if (state.mode === "target" && Object.hasOwn(CANDIDATE_STEPS, name)) {
    return () => moveCandidate(CANDIDATE_STEPS[name]);
  }

  const offerKeys = currentOffer() === undefined ? {} : OFFER_KEYS;
  const keys = { ...KEYS[state.mode], ...offerKeys };
  return Object.hasOwn(keys, name) ? COMMANDS[keys[name]] : null;
}

/** What the number keys stand for now. */
function choices() {
  if (state.mode === "label") {
    return page.labels.map(({ key, shortcut }) => ({ shortcut, choose: () => labelCurrent(key) }));
  }
  if (state.mode === "skip") {
    return page.skip_reasons.map(({ key }, index) => ({
      shortcut: String(index + 1),
      choose: () => skipCurrent(key),
    }));
  }
  if (state.mode === "confidence") {
    return [1, 2, 3].map((level) => ({
      shortcut: String(level),
      choose: () => setConfidence(level),
    }));
  }
  return [];
}
