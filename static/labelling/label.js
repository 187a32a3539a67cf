/**
 * The labelling page: connects keys, clicks and the outbox to commands. A key changes the state,
 * draws it, and puts an act into the outbox: nothing waits for the network.
 */

import { closest, isComposing, isHeldKey, isPlainKey, isTyping, namesOfKey } from "../keys.js";
import { watchTranslation } from "../browser_translation.js";
import { leaveArticle, showArticle } from "./articles.js";
import { COMMANDS } from "./commands.js";
import { go, labelCurrent, setConfidence, skipCurrent } from "./decisions.js";
import { leaveNote, saveNote, takeTarget } from "./modes.js";
import { drawRefusals } from "./refusals.js";
import { drawSavedStatus } from "./saved_status.js";
import { draw, drawTargetLinks, originals } from "./screen.js";
import { commandFor } from "./shortcuts.js";
import { byId, indexOf, outbox, page, state } from "./state.js";

const CHOICES = "[data-label], [data-reason], [data-confidence], [data-do]";

addEventListener("keydown", (event) => {
  if (!isPlainKey(event) || isTyping(event)) return;
  if (!state || document.querySelector("dialog[open]")) return;
  // On a focused button or link, Enter presses that.
  if (event.key === "Enter" && closest(event, "button, a")) return;

  const command = commandFor(namesOfKey(event));
  if (!command) return;
  event.preventDefault();
  if (isHeldKey(event)) return;

  command();
  performance.measure("key to lit", { start: event.timeStamp });
});

addEventListener("click", (event) => {
  if (!state) return;
  if (state.mode === "note" && !closest(event, "#note-form")) saveNote();

  const sentence = closest(event, ".sentence:not(.excluded)");
  if (sentence) {
    const index = indexOf(Number(sentence.dataset.id));
    return state.mode === "target" ? takeTarget(index) : go(index);
  }

  const { label, reason, confidence, do: command } = closest(event, CHOICES)?.dataset ?? {};
  if (label) labelCurrent(label);
  else if (reason) skipCurrent(reason);
  else if (confidence) setConfidence(Number(confidence));
  else if (command) COMMANDS[command]();
});

byId("note-form").addEventListener("submit", (event) => {
  event.preventDefault();
  saveNote();
});
byId("note").addEventListener("keydown", (event) => {
  // While a word is composed, Escape takes back only its conversion.
  if (event.key === "Escape" && !isComposing(event)) leaveNote();
});

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
  if (!now || now === state.assignment.state) return;

  state.assignment.state = now;
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

function drawOutbox() {
  if (!state) return;
  drawSavedStatus();
  drawRefusals();
}

await outbox.open();
showArticle(page.assignment);
watchTranslation({ place: byId("article"), originals, onChange: draw });
drawOutbox();
