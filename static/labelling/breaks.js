/** A soft reminder of breaks, for people who want one: a line above the buttons, for a minute. */

import { settings } from "../personal_settings.js";
import { fillCount, ngettext } from "../translation.js";
import { byId } from "./state.js";
import { keepInTab, keptInTab } from "./tab_storage.js";

const MINUTE = 60_000;
// So long without a key is a break.
const MIN_BREAK = 5 * MINUTE;

/**
 * A stretch of work without a break. It goes on when another page is opened in this tab.
 * @typedef {{ since: number, last: number, remindedAt: number }} Work
 * @type {Work}
 */
let work = keptInTab("work") ?? newWork(Date.now());

/** @param {number} now */
function newWork(now) {
  return { since: now, last: now, remindedAt: 0 };
}

/**
 * Look for the end of a stretch of work with each key and click.
 * @param {() => void} draw  shows or takes away the reminder
 */
export function watchWork(draw) {
  if (!settings.break_after) return;

  const note = () => noteWork(draw);
  addEventListener("keydown", note);
  addEventListener("pointerdown", note);
  addEventListener("pagehide", () => keepInTab("work", work));
}

/** @param {() => void} draw */
function noteWork(draw) {
  const now = Date.now();
  const isBack = now - work.last > MIN_BREAK || now < work.last;
  if (isBack) work = newWork(now);
  work.last = now;

  if (work.remindedAt || now - work.since < settings.break_after * MINUTE) return;
  work.remindedAt = now;
  // Apart from what is spoken after a key, which it must not replace.
  byId("break").textContent = reminderText();
  draw();
  setTimeout(draw, MINUTE);
}

export const isReminding = () => Date.now() - work.remindedAt < MINUTE;

export function reminderText() {
  const count = settings.break_after;
  const text = ngettext(
    "You’ve been working for %(count)s minute. How about a short break?",
    "You’ve been working for %(count)s minutes. How about a short break?",
    count,
  );
  return fillCount(text, count);
}
