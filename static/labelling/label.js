/**
 * The labelling page: connects keys, clicks and the outbox to commands. A key changes the state,
 * draws it, and puts an act into the outbox: nothing waits for the network.
 */

import { watchTranslation } from "../browser_translation.js";
import { closest, isComposing, isHeldKey, isPlainKey, isTyping } from "../keys.js";
import { showOwnKeys, standardKeysOf, takesSingleKeys } from "../own_keys.js";
import { sentenceAt } from "./article/minimap.js";
import { isTypedAhead, leaveArticle, openArticle } from "./articles/articles.js";
import { sendReport } from "./articles/reporting.js";
import { watchWork } from "./breaks.js";
import { COMMANDS } from "./commands.js";
import { go, labelCurrent, labelParagraph, skipCurrent } from "./decisions/decisions.js";
import { closeFind, findNext, showFound } from "./decisions/finding.js";
import { leaveNote, saveNote, setConfidence } from "./decisions/modes.js";
import { reviewKind } from "./decisions/review.js";
import { takeOffered, takeTarget } from "./decisions/targets.js";
import { drawDesk } from "./desk/desk.js";
import { drawRefusals } from "./desk/refusals.js";
import { drawStatus } from "./desk/status.js";
import { draw, drawTargetLinks, originals } from "./screen.js";
import { commandFor, paragraphCommandFor } from "./shortcuts.js";
import { byId, holdOnProject, indexOf, outbox, page, state } from "./state.js";

const CHOICES =
  "[data-label], [data-reason], [data-confidence], [data-offered], [data-review], [data-do]";

// Before the keys, whose commands draw the line.
watchWork(() => state && drawDesk());

addEventListener("keydown", (event) => {
  if (!state || isTyping(event) || document.querySelector("dialog[open]")) return;
  const command = isUndoOfTheSystem(event) ? COMMANDS.undo : commandOf(event);
  if (!command) return;

  event.preventDefault();
  if (isHeldKey(event) || isTypedAhead()) return;

  command();
  performance.measure("key to lit", { start: event.timeStamp });
});

/** @param {KeyboardEvent} event */
function commandOf(event) {
  if (!isPlainKey(event)) return null;
  // On a focused button or link, Enter presses that.
  if (event.key === "Enter" && closest(event, "button, a")) return null;
  const command = commandFor(standardKeysOf(event));
  return command ?? (takesSingleKeys() ? paragraphCommandFor(event) : null);
}

/** Ctrl+Z, or ⌘Z. @param {KeyboardEvent} event */
const isUndoOfTheSystem = ({ key, ctrlKey, metaKey, altKey, shiftKey }) =>
  key.toLowerCase() === "z" && (ctrlKey || metaKey) && !altKey && !shiftKey;

addEventListener("click", (event) => {
  if (!state) return;
  if (state.mode === "note" && !closest(event, "#note-form")) saveNote();

  const sentence = closest(event, ".sentence:not(.excluded)");
  if (sentence) {
    if (isNoChoice()) return;
    const index = indexOf(Number(sentence.dataset.id));
    return state.mode === "target" ? takeTarget(index) : go(index);
  }
  if (closest(event, "#minimap")) return go(sentenceAt(event, state.sentences.length));

  choose(closest(event, CHOICES)?.dataset ?? {});
});

/** @param {DOMStringMap} choice */
function choose({ label, reason, confidence, offered, review, do: command }) {
  if (label) return state.mode === "paragraph" ? labelParagraph(label) : labelCurrent(label);
  if (reason) return skipCurrent(reason);
  if (confidence) return setConfidence(Number(confidence));
  if (offered) return takeOffered(Number(offered));
  if (review) return reviewKind(/** @type {ReviewKind} */ (review));
  if (command) COMMANDS[command]();
}

let focusedAt = -Infinity;
addEventListener("focus", () => (focusedAt = performance.now()));
let isFocusing = false;
addEventListener("pointerdown", () => {
  isFocusing = performance.now() - focusedAt < 50;
});

/** A click that brings the window to the front, or that selects words, chooses no sentence. */
const isNoChoice = () => isFocusing || !document.getSelection()?.isCollapsed;

onSubmit("note-form", saveNote);
onEscape("note", leaveNote);
onSubmit("find-form", findNext);
onEscape("find", closeFind);
byId("find").addEventListener("input", showFound);
onSubmit("report-form", sendReport);

/**
 * @param {string} id  of a form
 * @param {() => unknown} command
 */
function onSubmit(id, command) {
  byId(id).addEventListener("submit", (event) => {
    event.preventDefault();
    command();
  });
}

/**
 * @param {string} id  of a field
 * @param {() => unknown} command
 */
function onEscape(id, command) {
  byId(id).addEventListener("keydown", (event) => {
    // While a word is composed, Escape takes back only its conversion.
    if (event.key === "Escape" && !isComposing(event)) command();
  });
}

addEventListener("beforeunload", (event) => {
  if (outbox.isSending) event.preventDefault();
});
addEventListener("popstate", () => location.reload());
new ResizeObserver(() => state && drawTargetLinks()).observe(byId("article"));

onOutbox("change", () => {
  drawOutbox();
  const isWaiting = () => outbox.adding || outbox.waitingFor(state.assignment.id).length;
  if (state?.isLeaving && !isWaiting()) leaveArticle();
});

// The answer has the assignment's state: it may have expired, or been submitted in another tab.
onOutbox("stored", (answer) => {
  const rows = [answer].flat();
  const row = rows.find((item) => (item.assignment ?? item.id) === state?.assignment.id);
  const now = row?.assignment_state ?? row?.state;
  if (!now) return;

  const { assignment } = state;
  const isWithdrawn = row.article_withdrawn ?? assignment.article.withdrawn;
  if (now === assignment.state && isWithdrawn === assignment.article.withdrawn) return;

  assignment.state = now;
  assignment.article.withdrawn = isWithdrawn;
  draw();
});

onOutbox("refused", (/** @type {Act[]} */ acts) => {
  for (const act of acts) {
    if (act.assignment !== state?.assignment.id) continue;
    if (act.kind === "submit") state.isSubmitted = false;
    else if (!isWaitingFor(act)) state.decisions.set(act.entry.sentence, act.before);
  }
  if (state) draw();
});

/**
 * Whether a newer decision about the same sentence waits.
 * @param {AnnotationAct} act
 */
function isWaitingFor({ assignment, entry }) {
  const waiting = outbox.waitingFor(assignment);
  return waiting.some((other) => other.entry?.sentence === entry.sentence);
}

// Another tab of the same person has the same article.
onOutbox("tab", (/** @type {TabChange} */ change) => {
  if (change.assignment !== state?.assignment.id) return;

  if (change.isSubmitted) state.isSubmitted = true;
  else if (change.sentence && change.decision) {
    state.decisions.set(change.sentence, change.decision);
  }
  draw();
});

/**
 * @param {string} name
 * @param {(detail: any) => void} listener
 */
function onOutbox(name, listener) {
  outbox.addEventListener(name, (event) => listener(/** @type {CustomEvent} */ (event).detail));
}

let wasHeld = false;

function drawOutbox() {
  if (!state) return;
  drawStatus();
  drawRefusals();

  // A closed project takes no labels: the desk says so at once.
  const isHeld = holdOnProject() !== undefined;
  if (isHeld !== wasHeld) draw();
  wasHeld = isHeld;
}

showOwnKeys(document);
await outbox.open();
openArticle(page.assignment);
watchTranslation({ place: byId("article"), originals, onChange: onTranslation });
drawOutbox();

function onTranslation() {
  draw();
  drawStatus();
}
