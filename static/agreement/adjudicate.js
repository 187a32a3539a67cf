/**
 * Keys of the adjudication page. The server draws the state, and keys act on the lit sentence. Keys
 * pressed while a request is running wait for its response, and then act one after the other.
 */

import { closest, isHeldKey, isPlainKey, isTyping } from "../keys.js";
import { showOwnKeys, standardKeysOf } from "../own_keys.js";
import { gettext } from "../translation.js";
import { fetchAhead, isOtherThanShown, showAhead, takeBackAhead } from "./ahead.js";
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
import { lit, review, say } from "./review.js";

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

document.addEventListener("htmx:beforeRequest", (event) => {
  isWaiting = true;
  if (closest(event, ".decide") && showAhead()) drawn();
});
document.addEventListener("htmx:afterSettle", () => {
  drawn();
  // They were meant for the sentence that was shown.
  if (isOtherThanShown()) pendingKeys.length = 0;
  runPendingKeys();
  if (!isWaiting) fetchAhead();
});

function drawn() {
  showOwnKeys(review());
  keepAddress();
  lit()?.focus({ preventScroll: true });
  lit()?.scrollIntoView({ block: "center" });
  document.dispatchEvent(new Event("drawn"));
}

/** Each sentence of the stream has its address; the way back leads out of the stream. */
function keepAddress() {
  /** @type {HTMLElement | null} */
  const list = document.querySelector("[data-address]");
  if (list) history.replaceState(null, "", list.dataset.address);
}

// After a failure the pending keys are dropped: they were meant for the state that never came.
function fail() {
  pendingKeys.length = 0;
  isWaiting = false;
  if (takeBackAhead()) {
    htmx.process(review());
    drawn();
  }
  say(gettext("Couldn’t save this decision. Press the key again."));
}

for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, fail);
}
// What is shown ahead has taken the form away, whose errors then reach nobody.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { shouldSwap } = /** @type {CustomEvent<{ shouldSwap: boolean }>} */ (event).detail;
  if (!shouldSwap) fail();
});

document.addEventListener("moved", () => fetchAhead());
document.querySelector("[data-do=keys]")?.removeAttribute("hidden");
showOwnKeys(document);
lit()?.scrollIntoView({ block: "center" });
pauseWhileTranslated();
fetchAhead();
