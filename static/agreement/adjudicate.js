/**
 * Keys of the adjudication page. The server draws the state, and keys act on the lit sentence. Keys
 * pressed while a request is running wait for its response, and then act one after the other.
 */

import { closest, isHeldKey, isPlainKey, isTyping } from "../keys.js";
import { showOwnKeys, standardKeysOf } from "../own_keys.js";
import { gettext } from "../translation.js";
import {
  choose,
  focusTarget,
  go,
  goToNext,
  showCodebook,
  showKeys,
  startSkip,
  stopSkip,
  takeAnswer,
  takeMajority,
  undo,
} from "./commands.js";
import { pauseWhileTranslated } from "./pausing.js";
import { lit, say } from "./review.js";

/** @type {Record<string, () => void>} */
const COMMANDS = {
  j: () => go(1),
  ArrowDown: () => go(1),
  k: () => go(-1),
  ArrowUp: () => go(-1),
  m: () => takeMajority(),
  x: () => takeAnswer("x"),
  y: () => takeAnswer("y"),
  z: () => takeAnswer("z"),
  t: () => focusTarget(),
  u: () => undo(),
  Backspace: () => undo(),
  s: () => startSkip(),
  g: () => showCodebook(),
  "?": () => showKeys(),
  Enter: () => goToNext(),
  Escape: () => stopSkip(),
};

let isWaiting = false;
/** @type {string[]} */
const pendingKeys = [];

/** @param {string} key */
function run(key) {
  if (isDigit(key)) choose(key);
  else COMMANDS[key]();
}

/** @param {string} key */
const isDigit = (key) => /^[1-9]$/.test(key);

function runPendingKeys() {
  isWaiting = false;
  while (pendingKeys.length && !isWaiting) run(/** @type {string} */ (pendingKeys.shift()));
}

/**
 * The command of a key press, if it is one here.
 * @param {KeyboardEvent} event
 */
function commandOf(event) {
  if (isUndoOfBrowser(event)) return "u";
  if (!isPlainKey(event)) return null;
  // Links and buttons have an Enter of their own.
  if (event.key === "Enter" && closest(event, "a, button, summary")) return null;
  return standardKeysOf(event).find((name) => isDigit(name) || Object.hasOwn(COMMANDS, name));
}

/** @param {KeyboardEvent} event */
const isUndoOfBrowser = ({ key, ctrlKey, metaKey, shiftKey, altKey }) =>
  key.toLowerCase() === "z" && (ctrlKey || metaKey) && !shiftKey && !altKey;

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  if (isTyping(event)) {
    // Back from the target or the reason to the keys; the text there goes with the decision.
    if (isPlainKey(event) && /^(Escape|Enter)$/.test(event.key) && closest(event, ".decide")) {
      event.preventDefault();
      lit()?.focus({ preventScroll: true });
    }
    return;
  }

  const key = commandOf(event);
  if (!key) return;
  // Escape also closes the codebook.
  if (key !== "Escape") event.preventDefault();

  if (isHeldKey(event)) return;
  if (isWaiting) pendingKeys.push(key);
  else run(key);
});

document.addEventListener("click", (event) => {
  const pressed = closest(event, "[data-do]");
  if (!pressed) return;
  event.preventDefault();
  if (pressed.dataset.do === "codebook") showCodebook();
  else showKeys();
});

document.addEventListener("htmx:beforeRequest", () => {
  isWaiting = true;
});
document.addEventListener("htmx:afterSettle", () => {
  showOwnKeys(/** @type {HTMLElement} */ (document.getElementById("review")));
  keepAddress();
  lit()?.scrollIntoView({ block: "center" });
  runPendingKeys();
});

/** Each sentence of the stream has its address; the way back leads out of the stream. */
function keepAddress() {
  /** @type {HTMLElement | null} */
  const review = document.querySelector("[data-address]");
  if (review) history.replaceState(null, "", review.dataset.address);
}

// After a failure the pending keys are dropped: they were meant for the state that never came.
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, () => {
    pendingKeys.length = 0;
    isWaiting = false;
    say(gettext("Couldn’t save this decision. Press the key again."));
  });
}

document.querySelector("[data-do=keys]")?.removeAttribute("hidden");
showOwnKeys(document);
lit()?.scrollIntoView({ block: "center" });
pauseWhileTranslated();
