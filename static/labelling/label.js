/**
 * The labelling page. `state` is the one owner of what is on screen; `draw` makes the page say the same. A key press
 * changes the state, draws, and puts an entry into the outbox: nothing waits for the network.
 */

import { Outbox, post } from "./outbox.js";

const given = JSON.parse(document.getElementById("state").textContent);
const labels = new Map(given.labels.map((label) => [label.key, label]));
const reasons = new Map(given.skip_reasons.map((reason) => [reason.key, reason]));
const $ = (id) => document.getElementById(id);
const colours = new Map([...$("labels").children].map((button) => [button.dataset.label, button.dataset.colour]));

/** @typedef {{label: string | null, skip_reason: string}} Decision */
/** @type {Decision} */
const NOTHING = { label: null, skip_reason: "" };

const sentences = given.assignment.article.sentences.filter((sentence) => !sentence.excluded);
const state = {
  /** @type {Map<number, Decision>} */
  decisions: new Map(given.assignment.annotations.map(({ sentence, label, skip_reason }) => [sentence, { label, skip_reason }])),
  at: 0, // index of the lit sentence
  /** @type {{index: number, before: Decision}[]} */
  past: [],
  asksReason: false,
  submitting: false,
  keyedAt: performance.now(),
};
const spans = sentences.map((sentence) => document.querySelector(`[data-id="${sentence.id}"]`));
const outbox = new Outbox(given.urls.annotations);

/** @param {number} index @returns {Decision} */
const decisionOn = (index) => state.decisions.get(sentences[index].id) ?? NOTHING;
const isOpen = (index) => !decisionOn(index).label && !decisionOn(index).skip_reason;
const openCount = () => sentences.filter((_, index) => isOpen(index)).length;
const canSubmit = () => openCount() === 0 && !state.submitting && given.assignment.state === "open";

/** The next open sentence after `from`, or the first one; without any, the sentence after `from`. */
function nextFrom(from) {
  for (let step = 1; step <= sentences.length; step++) {
    const index = (from + step) % sentences.length;
    if (isOpen(index)) return index;
  }
  return Math.min(from + 1, sentences.length - 1);
}

// What a person can do.

/** @param {number} index @param {Decision} decision */
function decide(index, decision) {
  const now = performance.now();
  state.decisions.set(sentences[index].id, decision);
  outbox.add({
    submission: crypto.randomUUID(),
    sentence: sentences[index].id,
    ...(decision.label ? { label: decision.label } : {}),
    ...(decision.skip_reason ? { skip_reason: decision.skip_reason } : {}),
    seconds: Math.min(120, Math.round((now - state.keyedAt) / 100) / 10),
    codebook_version: given.assignment.codebook_version,
    at: Date.now(),
  });
  state.keyedAt = now;
}

/** @param {Decision} decision */
function decideHere(decision) {
  const index = state.at;
  state.past.push({ index, before: decisionOn(index) });
  state.asksReason = false;
  decide(index, decision);
  state.at = nextFrom(index);
  draw();
  speak(`${nameOf(decision)}. ${describe(state.at)}`);
}

function undo() {
  const last = state.past.pop();
  if (!last) return say("Nothing to undo.");
  decide(last.index, last.before);
  state.at = last.index;
  state.asksReason = false;
  draw();
  speak(`Undone: ${nameOf(last.before)}. ${describe(state.at)}`);
}

/** @param {number} index */
function go(index) {
  state.at = Math.max(0, Math.min(sentences.length - 1, index));
  state.asksReason = false;
  draw();
  speak(describe(state.at));
}

/** @param {boolean} asks */
function askReason(asks) {
  state.asksReason = asks;
  draw();
  if (asks) speak(`Why skip? ${given.skip_reasons.map((reason, index) => `${index + 1} ${reason.name}`).join(", ")}`);
}

async function submit() {
  if (!canSubmit()) {
    if (openCount()) go(nextFrom(state.at));
    return;
  }
  state.submitting = true;
  draw();
  say("Submitting…");
  try {
    await outbox.emptied();
    const response = await post(given.urls.submit);
    if (response.ok) return location.assign(given.urls.next);
    const said = await response.json().catch(() => ({}));
    say(said.detail ?? "The article could not be submitted. Try again in a moment.");
  } catch {
    say("No network: your labels wait here. Submit again when it is back.");
  }
  state.submitting = false;
  draw();
}

const deeds = {
  back: () => go(state.at - 1),
  forward: () => go(state.at + 1),
  skip: () => askReason(!state.asksReason),
  undo,
  codebook: () => $("codebook").showModal(),
  keys: () => $("keys").showModal(),
  submit,
};

const keys = {
  ArrowLeft: "back", ArrowUp: "back", k: "back",
  ArrowRight: "forward", ArrowDown: "forward", j: "forward",
  s: "skip", u: "undo", Backspace: "undo", g: "codebook", "?": "keys", Enter: "submit",
};

// Keyboard, mouse and touch.

/** The names a key may go by: the character it types, and the place it has on an English keyboard. */
function namesOf(event) {
  const place = event.code.replace(/^(Digit|Numpad|Key)(?=.$)/, "").toLowerCase();
  return [event.key, event.key.toLowerCase(), place];
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && !event.key.startsWith("Arrow")) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  // On a focused button or link, Enter and the space bar press that.
  if (event.key === "Enter" && event.target.closest("button, a")) return;
  const deed = deedFor(event);
  if (!deed) return;
  event.preventDefault();
  deed();
});

function deedFor(event) {
  const names = namesOf(event);
  if (state.asksReason) {
    if (event.key === "Escape") return () => askReason(false);
    const reason = given.skip_reasons.find((_, index) => names.includes(String(index + 1)));
    if (reason) return () => decideHere({ label: null, skip_reason: reason.key });
  }
  const label = !state.asksReason && given.labels.find((candidate) => names.includes(candidate.shortcut));
  if (label) return () => decideHere({ label: label.key, skip_reason: "" });
  const name = names.find((candidate) => candidate in keys);
  return name ? deeds[keys[name]] : null;
}

addEventListener("click", (event) => {
  const sentence = event.target.closest(".sentence");
  const button = event.target.closest(".desk button");
  if (sentence) {
    const index = spans.indexOf(sentence);
    if (index >= 0) go(index);
  } else if (button?.dataset.label) decideHere({ label: button.dataset.label, skip_reason: "" });
  else if (button?.dataset.reason) decideHere({ label: null, skip_reason: button.dataset.reason });
  else if (button?.dataset.do) deeds[button.dataset.do]();
});

addEventListener("beforeunload", (event) => {
  if (outbox.size) event.preventDefault();
});

// What is seen and heard.

function draw() {
  spans.forEach(drawSentence);
  const done = sentences.length - openCount();
  $("progress").value = done;
  $("count").textContent = `${done} of ${sentences.length}`;
  $("labels").classList.toggle("away", state.asksReason);
  $("reasons").classList.toggle("away", !state.asksReason);
  document.querySelector("[data-do=skip]").setAttribute("aria-expanded", String(state.asksReason));
  document.querySelector("[data-do=undo]").disabled = state.past.length === 0;
  document.querySelector("[data-do=submit]").disabled = !canSubmit();
  for (const button of $("labels").children) {
    button.setAttribute("aria-pressed", String(decisionOn(state.at).label === button.dataset.label));
  }
  say(lineText());
  keepInView(spans[state.at]);
}

function drawSentence(span, index) {
  const { label, skip_reason } = decisionOn(index);
  const mark = label ? labels.get(label).mark : skip_reason ? "–" : "·";
  const colour = label ? colours.get(label) : skip_reason ? "grey" : undefined;
  if (span.dataset.mark !== mark) span.dataset.mark = mark;
  if (span.dataset.colour !== colour) {
    if (colour) span.dataset.colour = colour;
    else delete span.dataset.colour;
  }
  if (span.classList.contains("lit") !== (index === state.at)) {
    span.classList.toggle("lit");
    if (index === state.at) span.setAttribute("aria-current", "true");
    else span.removeAttribute("aria-current");
  }
}

function lineText() {
  if (state.asksReason) return "Why skip this sentence?";
  if (given.assignment.state === "submitted") return "You have submitted this article.";
  if (given.assignment.state !== "open") return "Your place on this article is gone: labels are kept, but do not count.";
  if (canSubmit()) return "All decided: look it over, then submit.";
  const { label, skip_reason } = decisionOn(state.at);
  const here = label || skip_reason ? `: ${nameOf({ label, skip_reason })}` : "";
  return `Sentence ${state.at + 1} of ${sentences.length}${here}`;
}

/** @param {Decision} decision */
function nameOf({ label, skip_reason }) {
  if (label) return labels.get(label).name;
  if (skip_reason) return `Skipped, ${reasons.get(skip_reason).name.toLowerCase()}`;
  return "no label";
}

const describe = (index) => `Sentence ${index + 1} of ${sentences.length}: ${sentences[index].text}`;

function say(text) {
  if ($("line").textContent !== text) $("line").textContent = text;
}

function speak(text) {
  $("spoken").textContent = text;
}

/** Scroll only when the lit sentence nears the edge of what can be seen, and then to a calm place in the upper half. */
function keepInView(span) {
  const box = span.getBoundingClientRect();
  const top = document.querySelector(".bar").getBoundingClientRect().bottom + 16;
  const bottom = document.querySelector(".desk").getBoundingClientRect().top - 48;
  if (box.top >= top && box.bottom <= bottom) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const goal = box.top - (top + (bottom - top) * 0.25);
  scrollBy({ top: goal, behavior: calm ? "instant" : "smooth" });
}

function drawSaved() {
  const waiting = outbox.size;
  const name = `${waiting} label${waiting === 1 ? "" : "s"}`;
  $("saved").classList.toggle("wait", Boolean(outbox.trouble));
  if (!waiting) $("saved").textContent = "All saved";
  else if (!outbox.trouble) $("saved").textContent = "Saving…";
  else if (outbox.trouble === "signed out") $("saved").textContent = `Signed out: ${name} wait here`;
  else $("saved").textContent = `${outbox.trouble === "offline" ? "Offline" : "Server away"}: ${name} wait here`;
}

outbox.addEventListener("change", drawSaved);
outbox.addEventListener("refused", (event) => {
  for (const { entry, detail } of event.detail) {
    state.decisions.delete(entry.sentence);
    say(`Not stored: ${detail}.`);
  }
  spans.forEach(drawSentence);
});

if (sentences.length) {
  state.at = isOpen(0) ? 0 : nextFrom(0);
  if (!openCount()) state.at = sentences.length - 1;
  draw();
}
drawSaved();
