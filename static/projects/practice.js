/** The practice article: one sentence after the other, and at once what the codebook says. */

import { closest, isHeldKey, isPlainKey, isTyping } from "../keys.js";
import { openCodebook, toggleCodebook } from "../labelling/codebook_panel.js";
import { showOwnKeys, standardKeysOf } from "../own_keys.js";
import { fill, gettext } from "../translation.js";

/** @typedef {{ key: string, name: string, mark: string, colour: string, shortcut: string }} Label */
/** @typedef {{ sentences: { label: string, reason: string }[], labels: Label[] }} Practice */

/** @type {Practice} */
const practice = JSON.parse(byId("state").textContent ?? "");
const labels = new Map(practice.labels.map((label) => [label.key, label]));
const spans = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".sentence")]);
const choices = /** @type {HTMLElement[]} */ ([...byId("choices").children]);
const total = practice.sentences.length;

/** The keys of the labels that were given, in order. @type {string[]} */
const given = [];
/** Whether the answer to the last given label is on the screen. */
let isTold = false;

addEventListener("keydown", (event) => {
  if (!isPlainKey(event) || isTyping(event)) return;
  // On a focused button or link, Enter presses that.
  if (event.key === "Enter" && closest(event, "button, a")) return;

  const command = commandFor(standardKeysOf(event));
  if (!command) return;
  event.preventDefault();
  if (!isHeldKey(event)) command();
});

addEventListener("click", (event) => {
  const button = closest(event, "button");
  if (button?.dataset.label) choose(button.dataset.label);
  else if (button?.id === "go-on") goOn();
  else if (button?.dataset.do === "codebook") toggleCodebook();
});

/**
 * @param {string[]} names  of the key
 * @returns {(() => void) | undefined}
 */
function commandFor(names) {
  for (const name of names) {
    const label = practice.labels.find(({ shortcut }) => shortcut === name);
    if (label) return () => choose(label.key);
    if (name === "Enter") return goOn;
    if (name === "g") return toggleCodebook;
  }
}

/**
 * Give the sentence a label. While the answer is on the screen, any label goes on.
 * @param {string} key
 */
function choose(key) {
  if (isTold) return goOn();

  given.push(key);
  isTold = true;
  const field = /** @type {HTMLInputElement} */ (byId("given"));
  field.value = given.join(",");
  draw();
  speak(byId("feedback").textContent ?? "");
}

function goOn() {
  if (!isTold) return;

  if (given.length === total) {
    /** @type {HTMLFormElement} */ (byId("answers")).requestSubmit();
    return;
  }
  isTold = false;
  draw();
  const sentence = spans[given.length].textContent ?? "";
  speak(`${byId("position").textContent}: ${sentence}`);
}

function draw() {
  const current = isTold ? given.length - 1 : given.length;
  const { label: expected, reason } = practice.sentences[current];

  spans.forEach((span, index) => drawSentence(span, index, index === current));
  for (const choice of choices) {
    const { label } = choice.dataset;
    choice.setAttribute("aria-pressed", String(isTold && label === given[current]));
    choice.toggleAttribute("data-expected", isTold && label === expected);
  }
  byId("go-on").setAttribute("aria-disabled", String(!isTold));
  byId("position").textContent = fill(gettext("Sentence %(number)s of %(total)s"), {
    number: current + 1,
    total,
  });
  byId("feedback").textContent = isTold ? feedback(given[current], expected, reason) : "";
  spans[current].scrollIntoView({ block: "nearest" });
  // In a low window the desk scrolls, and the feedback is at its top.
  byId("desk").scrollTop = 0;
}

/**
 * @param {HTMLElement} span
 * @param {number} index
 * @param {boolean} isCurrent
 */
function drawSentence(span, index, isCurrent) {
  const label = index < given.length ? labels.get(practice.sentences[index].label) : undefined;
  span.dataset.mark = label?.mark ?? "·";
  if (label) span.dataset.colour = label.colour;
  span.classList.toggle("lit", isCurrent);
  if (isCurrent) span.setAttribute("aria-current", "true");
  else span.removeAttribute("aria-current");
}

/**
 * @param {string} answer  the key of the label that was given
 * @param {string} expected
 * @param {string} reason
 */
function feedback(answer, expected, reason) {
  const name = labels.get(expected)?.name ?? expected;
  const text =
    answer === expected
      ? gettext("Right, %(label)s: %(reason)s")
      : gettext("Here we say %(label)s: %(reason)s");
  return fill(text, { label: name, reason });
}

/**
 * Have a screen reader read a text: one for each key.
 * @param {string} text
 */
function speak(text) {
  byId("spoken").textContent = text;
}

/** @param {string} id */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

// Without a script nothing could be labelled.
byId("desk").hidden = false;
showOwnKeys(document);
draw();
// Somebody who practises for the first time hasn't read what the labels mean.
if ("first" in byId("desk").dataset && matchMedia("(min-width: 1100px)").matches) openCodebook();
