/**
 * Keys of the adjudication page: they press the buttons that are there for everybody. The server
 * draws the state, and keys act on the lit sentence. Keys pressed while a request is running wait
 * for its response, and then act one after the other.
 */

import { isHeldKey, isPlainKey, isTyping } from "../keys.js";
import { showOwnKeys, standardKeysOf } from "../own_keys.js";
import { gettext } from "../translation.js";
import { disputed, lit, say } from "./review.js";
import { pauseWhileTranslated } from "./pausing.js";

/** @param {HTMLElement} sentence */
function light(sentence) {
  lit()?.classList.remove("lit");
  sentence.classList.add("lit");
  sentence.focus({ preventScroll: true });
  sentence.scrollIntoView({ block: "center" });
}

/** @param {number} step */
function go(step) {
  const all = disputed();
  if (!all.length) return;

  const current = lit();
  const index = current ? all.indexOf(current) : -1;
  light(all[Math.max(0, Math.min(all.length - 1, index + step))]);
}

/**
 * Open every folded part around an element.
 * @param {Element | null | undefined} inside
 */
function unfold(inside) {
  let details = inside?.closest("details");
  while (details) {
    details.open = true;
    details = details.parentElement?.closest("details");
  }
}

/**
 * Press a button of the lit sentence, even if it is folded away.
 * @param {string} selector
 */
function press(selector) {
  /** @type {HTMLElement | null | undefined} */
  const button = lit()?.querySelector(selector);
  unfold(button);
  button?.click();
}

function focusTarget() {
  /** @type {HTMLElement | null | undefined} */
  const target = lit()?.querySelector("[name=target]");
  unfold(target);
  target?.focus();
}

function startSkip() {
  const skips = lit()?.querySelector(".skips");
  unfold(skips);
  skips?.setAttribute("open", "");
  isSkipping = true;
}

/** @type {Record<string, () => void>} */
const COMMANDS = {
  j: () => go(1),
  ArrowDown: () => go(1),
  k: () => go(-1),
  ArrowUp: () => go(-1),
  t: focusTarget,
  u: () => document.getElementById("undo")?.click(),
  s: startSkip,
  Escape: () => {
    isSkipping = false;
  },
};

let isSkipping = false;
let isWaiting = false;
/** @type {string[]} */
const pendingKeys = [];

/** @param {string} key */
function run(key) {
  if (!isDigit(key)) return COMMANDS[key]();

  press(isSkipping ? `[data-skip="${key}"]` : `[data-key="${key}"]`);
  isSkipping = false;
}

/** @param {string} key */
const isDigit = (key) => /^[1-9]$/.test(key);

function runPendingKeys() {
  isWaiting = false;
  while (pendingKeys.length && !isWaiting) run(/** @type {string} */ (pendingKeys.shift()));
}

document.addEventListener("keydown", (event) => {
  if (!isPlainKey(event)) return;

  if (isTyping(event)) {
    // Back from the target or the reason to the keys; the text there goes with the decision.
    if (event.key === "Escape" || event.key === "Enter") {
      event.preventDefault();
      lit()?.focus({ preventScroll: true });
    }
    return;
  }

  const key = standardKeysOf(event).find((name) => isDigit(name) || Object.hasOwn(COMMANDS, name));
  if (!key) return;
  event.preventDefault();

  if (isHeldKey(event)) return;
  if (isWaiting) pendingKeys.push(key);
  else run(key);
});

document.addEventListener("htmx:beforeRequest", () => {
  isWaiting = true;
});
document.addEventListener("htmx:afterSettle", () => {
  showOwnKeys(/** @type {HTMLElement} */ (document.getElementById("review")));
  lit()?.scrollIntoView({ block: "center" });
  runPendingKeys();
});

// After a failure the pending keys are dropped: they were meant for the state that never came.
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, () => {
    pendingKeys.length = 0;
    isWaiting = false;
    say(gettext("Couldn’t save this decision. Press the key again."));
  });
}

showOwnKeys(document);
lit()?.scrollIntoView({ block: "center" });
pauseWhileTranslated();
