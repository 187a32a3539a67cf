/** Which command a key stands for in each mode. */

import { directionOf } from "./article/links.js";
import { COMMANDS } from "./commands.js";
import { labelCurrent, labelParagraph, skipCurrent } from "./decisions/decisions.js";
import { setConfidence } from "./decisions/modes.js";
import { LETTERS } from "./decisions/question.js";
import { moveCandidate } from "./decisions/targets.js";
import { byId, page, state } from "./state.js";

/** @type {Record<string, string>} */
const LABEL_KEYS = {
  ArrowLeft: "back",
  ArrowUp: "back",
  k: "back",
  ArrowRight: "forward",
  ArrowDown: "forward",
  j: "forward",
  s: "skip",
  p: "paragraph",
  u: "undo",
  Backspace: "undo",
  ...(page.asks.note ? { n: "note" } : {}),
  ...(page.asks.target ? { t: "target" } : {}),
  ...(page.asks.confidence ? { c: "confidence" } : {}),
  v: "review",
  f: "find",
  g: "codebook",
  "?": "keys",
  Enter: "submit",
};

/** @type {Record<Mode, Record<string, string>>} */
const KEYS = {
  label: LABEL_KEYS,
  skip: { Escape: "cancel", s: "cancel", b: "skip-rest" },
  paragraph: { Escape: "cancel", p: "cancel" },
  target: {
    ...LABEL_KEYS,
    ...Object.fromEntries(LETTERS.map((letter, rank) => [letter, `take-${rank}`])),
    0: "outside",
    Escape: "later",
    Enter: "take-chosen",
  },
  confidence: { Escape: "cancel", c: "cancel" },
  note: {},
  find: { Escape: "close-find" },
};

/** While a target is asked for, these move the choice. @type {Record<string, -1 | 1>} */
const CANDIDATE_STEPS = { back: -1, forward: 1 };

/** In a text from right to left, the next sentence lies to the left. @type {Record<string, string>} */
const MIRRORED = { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" };

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
 * The command of a label's key with Shift: the rest of the paragraph gets this label. Where Shift
 * types digits or a command, as on a French keyboard, it means that.
 * @param {KeyboardEvent} event
 * @returns {(() => unknown) | null}
 */
export function paragraphCommandFor({ code, shiftKey }) {
  const digit = shiftKey ? /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1] : null;
  const label = page.labels.find(({ shortcut }) => shortcut === digit);
  return label && /^(label|target)$/.test(state.mode) ? () => labelParagraph(label.key) : null;
}

/**
 * @param {string} typed
 * @returns {(() => unknown) | null}
 */
function commandOf(typed) {
  const name = directionOf(byId("article")) === "rtl" ? (MIRRORED[typed] ?? typed) : typed;
  const choice = choices().find(({ shortcut }) => name === shortcut);
  if (choice) return choice.choose;

  const keys = KEYS[state.mode];
  if (!Object.hasOwn(keys, name)) return null;
  if (state.mode === "target" && Object.hasOwn(CANDIDATE_STEPS, keys[name])) {
    return () => moveCandidate(CANDIDATE_STEPS[keys[name]]);
  }
  return COMMANDS[keys[name]];
}

/** What the number keys stand for now. */
function choices() {
  if (state.mode === "label" || state.mode === "target") return labelChoices(labelCurrent);
  if (state.mode === "paragraph") return labelChoices(labelParagraph);
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

/** @param {(key: string) => void} command */
const labelChoices = (command) =>
  page.labels.map(({ key, shortcut }) => ({ shortcut, choose: () => command(key) }));
