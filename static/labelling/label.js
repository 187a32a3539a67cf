/**
 * The labelling page. `state` is the one owner of what is on screen; `draw` makes the page say the same. A key press
 * changes the state, draws, and puts an act into the outbox: nothing waits for the network.
 */

import { drawArticle, drawLinks, drawSentence, keepInView } from "./drawing.js";
import { projectOf } from "./holds.js";
import { Outbox, newSubmission, post } from "./outbox.js";

const given = JSON.parse(document.getElementById("state").textContent);
const labels = new Map(given.labels.map((label) => [label.key, label]));
const reasons = new Map(given.skip_reasons.map((reason) => [reason.key, reason]));
const $ = (id) => document.getElementById(id);
const IDLE_SECONDS = 120; // more than this between two keys was no work
const FETCH_AHEAD = 3; // open sentences left when the next article is asked for
const OUTSIDE = "none";
const PROJECT = projectOf({ url: given.urls.annotations });

/** @typedef {{label: string | null, skip_reason: string, target: number | "none" | null, confidence: number | null, note: string}} Decision */
/** @type {Decision} */
const NOTHING = { label: null, skip_reason: "", target: null, confidence: null, note: "" };

const outbox = new Outbox(given.account);
/** @type {ReturnType<typeof begin>} */
let state;
/** @type {Map<number, HTMLElement>} */
let spans;

/** Everything about one article on screen. */
function begin(assignment) {
  const sentences = assignment.article.sentences.filter((sentence) => !sentence.excluded);
  const decisions = new Map(
    assignment.annotations.map((said) => [said.sentence, decisionFrom(said)]),
  );
  for (const { entry } of outbox.waitingFor(assignment.id))
    if (entry) decisions.set(entry.sentence, decisionFrom(entry));
  return {
    assignment,
    sentences,
    /** @type {Map<number, Decision>} */ decisions,
    at: 0, // index of the lit sentence
    /** @type {{index: number, before: Decision}[][]} what each undo takes back, at once */ past: [],
    /** @type {"label" | "skip" | "target" | "confidence" | "note"} */ mode: "label",
    subject: 0, // what target, confidence and note are about, in their modes
    aim: 0, // the candidate in target mode
    /** @type {number[]} denials and doubts whose target is not answered, latest last */ offers: [],
    /** @type {Set<number>} those of them that were put off until everything is decided */ putOff:
      new Set(),
    isLeaving: false,
    message: "",
    /** @type {object | null} */ next: null,
    isFetching: false,
    isSubmitted:
      assignment.state === "submitted" ||
      outbox.waitingFor(assignment.id).some((act) => act.kind === "submit"),
  };
}

/** @returns {Decision} */
function decisionFrom(said) {
  const { label = null, skip_reason = "", target = null, confidence = null, note = "" } = said;
  return { label, skip_reason, target, confidence, note };
}

// Questions.

/** @param {number} index @returns {Decision} */
const decisionOn = (index) => state.decisions.get(state.sentences[index]?.id) ?? NOTHING;
const isOpen = (index) => !decisionOn(index).label && !decisionOn(index).skip_reason;
const openCount = () => state.sentences.filter((_, index) => isOpen(index)).length;
const takesTarget = (index) => Boolean(labels.get(decisionOn(index).label)?.takes_target);
const isEditable = () => state.assignment.state === "open" && !state.isSubmitted;
const canSubmit = () => isEditable() && openCount() === 0;
const isOfThisProject = (act) => projectOf(act) === PROJECT;
const indexOf = (id) => state.sentences.findIndex((sentence) => sentence.id === id);

/** The next open sentence after `from`, or the first one; without any, the sentence after `from`. */
function nextFrom(from) {
  for (let step = 1; step <= state.sentences.length; step++) {
    const index = (from + step) % state.sentences.length;
    if (isOpen(index)) return index;
  }
  return Math.min(from + 1, state.sentences.length - 1);
}

/** What a note, a confidence or a target is about: the lit sentence if it is decided, else the one decided last. */
function subject() {
  if (!isOpen(state.at)) return state.at;
  const last = state.past.at(-1)?.at(-1)?.index;
  return last !== undefined && !isOpen(last) ? last : null;
}

/** The sentence that a denial or doubt most likely is about: the one before, at the beginning the one after. */
const guessFor = (index) => (index > 0 ? index - 1 : Math.min(1, state.sentences.length - 1));

// Time: what lies between two keys while the page is seen.

let activeSince = performance.now();
let activeBefore = 0;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) activeBefore += performance.now() - activeSince;
  else activeSince = performance.now();
});

function secondsOfWork() {
  const spent = (activeBefore + performance.now() - activeSince) / 1000;
  activeBefore = 0;
  activeSince = performance.now();
  return Math.round(Math.min(IDLE_SECONDS, spent) * 10) / 10;
}

// What a person can do.

/** @param {number} index @param {Decision} decision */
function store(index, decision) {
  const sentence = state.sentences[index].id;
  const before = decisionOn(index);
  const { label, skip_reason, target, confidence, note } = decision;
  state.decisions.set(sentence, decision);
  const entry = {
    submission: newSubmission(),
    sentence,
    ...(label ? { label } : {}),
    ...(skip_reason ? { skip_reason } : {}),
    ...(target !== null ? { target } : {}),
    ...(confidence !== null ? { confidence } : {}),
    ...(note ? { note } : {}),
    seconds: secondsOfWork(),
    codebook_version: state.assignment.codebook_version,
  };
  const assignment = state.assignment.id;
  const { text } = state.sentences[index];
  const says = inWords(decision);
  const url = given.urls.annotations;
  const project = given.project_name;
  const act = {
    kind: "annotation",
    url,
    assignment,
    at: Date.now(),
    project,
    entry,
    before,
    text,
    says,
  };
  outbox.add(act, { assignment, sentence, decision });
}

/** Store several decisions that one undo takes back together. @param {[number, Decision][]} changes */
function decide(changes) {
  state.past.push(changes.map(([index]) => ({ index, before: decisionOn(index) })));
  for (const [index, decision] of changes) store(index, decision);
}

/** The offers follow from the decisions; here only their order is kept. */
function refreshOffers() {
  const isUnanswered = (index) => takesTarget(index) && decisionOn(index).target === null;
  const isOffered = given.asks.target && isEditable() && state.sentences.length > 1;
  const open = isOffered ? state.sentences.map((_, index) => index).filter(isUnanswered) : [];
  const shown = open.filter((index) => !state.putOff.has(index));
  state.offers = [
    ...state.offers.filter((index) => shown.includes(index)),
    ...shown.filter((index) => !state.offers.includes(index)),
  ];
}

/** @param {string} key */
function labelHere(key) {
  if (!isEditable()) return say(closedText());
  const index = state.at;
  const before = decisionOn(index);
  const points = labels.get(key).takes_target;
  decide([
    [index, { ...before, label: key, skip_reason: "", target: points ? before.target : null }],
  ]);
  state.offers = state.offers.filter((offered) => offered !== index); // asked again, it comes last
  state.putOff.delete(index);
  advance(index, labels.get(key).name);
}

/** @param {string} reason */
function skipHere(reason) {
  if (!isEditable()) return say(closedText());
  const index = state.at;
  decide([[index, { ...NOTHING, note: decisionOn(index).note, skip_reason: reason }]]);
  advance(index, reasons.get(reason).name);
}

function skipTheRest() {
  if (!isEditable()) return say(closedText());
  const changes = state.sentences.flatMap((_, index) =>
    index < state.at ? [] : [[index, { ...NOTHING, skip_reason: "boilerplate" }]],
  );
  decide(changes);
  advance(state.sentences.length - 1, `${changes.length} sentences: boilerplate`);
}

function advance(index, said) {
  if (canSubmit()) state.putOff.clear(); // open offers are listed once more before the article is handed in
  state.mode = "label";
  state.at = nextFrom(index);
  state.message = "";
  draw();
  speak(`${said}. ${describe(state.at)}`);
  fetchAhead();
}

function undo() {
  if (!isEditable()) return say(closedText());
  const last = state.past.pop();
  if (!last) return say("Nothing to undo.");
  for (const { index, before } of last) store(index, before);
  state.at = last[0].index;
  state.mode = "label";
  draw();
  speak(`Undone: ${nameOf(decisionOn(state.at))}. ${describe(state.at)}`);
}

/** @param {number} index */
function go(index) {
  state.at = Math.max(0, Math.min(state.sentences.length - 1, index));
  state.mode = "label";
  state.message = "";
  draw();
  speak(describe(state.at));
}

/** @param {typeof state.mode} mode */
function enter(mode) {
  if (!isEditable()) return say(closedText());
  if (mode === state.mode) mode = "label";
  if (["target", "confidence", "note"].includes(mode)) {
    const index =
      mode === "target" && !takesTarget(state.at) ? (state.offers.at(-1) ?? subject()) : subject();
    if (index === null || index === undefined) return say("Label a sentence first.");
    if (mode === "target" && !takesTarget(index))
      return say(`“${nameOf(decisionOn(index))}” points at no other sentence.`);
    state.subject = index;
    const target = decisionOn(index).target;
    state.aim = typeof target === "number" ? indexOf(target) : guessFor(index);
  }
  state.mode = mode;
  draw();
  if (mode === "note") {
    $("note").value = decisionOn(state.subject).note;
    $("note").focus();
  }
  speak($("line").textContent);
}

/** @param {number} index @param {Partial<Decision>} change @param {string} said */
function amend(index, change, said) {
  decide([[index, { ...decisionOn(index), ...change }]]);
  state.mode = "label";
  draw();
  speak(said);
}

/** @param {number} from @param {number | "none"} target  an index, or "not in this article" */
function point(from, target) {
  if (target === from) return say("A sentence is not about itself.");
  const isOutside = target === OUTSIDE;
  amend(
    from,
    { target: isOutside ? OUTSIDE : state.sentences[target].id },
    isOutside ? "Not in this article." : `About: ${state.sentences[target].text}`,
  );
}

function answerOffer(target) {
  const from = state.offers.at(-1);
  if (from !== undefined) point(from, target ?? guessFor(from));
}

function dismissOffer() {
  if (!state.offers.length) return;
  state.putOff.add(state.offers.at(-1));
  draw();
}

function aimAt(index) {
  const step = index < state.aim ? -1 : 1;
  if (index === state.subject) index += step;
  state.aim = Math.max(0, Math.min(state.sentences.length - 1, index));
  if (state.aim === state.subject) state.aim = guessFor(state.subject);
  draw();
  keepInView(spans.get(state.sentences[state.aim].id));
  speak(state.sentences[state.aim].text);
}

async function submit() {
  if (!canSubmit()) return isEditable() && openCount() ? go(nextFrom(state.at)) : say(closedText());
  const { id } = state.assignment;
  state.isSubmitted = true;
  draw();
  const url = given.urls.submit.replace("/0/", `/${id}/`);
  const act = {
    kind: "submit",
    url,
    assignment: id,
    at: Date.now(),
    project: given.project_name,
    title: document.title,
  };
  await outbox.add(act, { assignment: id, isSubmitted: true });
  if (!state.next) await fetchAhead(true);
  // A new codebook is read before the next article, on a page of its own.
  if (state.next?.codebook_version === state.assignment.codebook_version) {
    history.pushState(null, "", given.urls.page.replace("/0/", `/${state.next.id}/`));
    show(state.next);
    return freshen();
  }
  state.isLeaving = true; // as soon as the submission is answered for
  if (await outbox.emptied((waiting) => waiting.assignment === id, 4000)) return leave();
  state.message = "Submitted here. It is sent as soon as the server takes it.";
  drawDesk();
}

/** Send again what was refused, and show it as said. */
async function resend() {
  for (const act of await outbox.resend()) {
    if (act.assignment !== state.assignment.id) continue;
    if (act.kind === "submit") state.isSubmitted = true;
    else state.decisions.set(act.entry.sentence, decisionFrom(act.entry));
  }
  draw();
}

/** What was refused, a line each, into the clipboard; where a browser gives none, into a field to copy from. */
async function copyRefused() {
  const text = outbox.refused.map(refusalInWords).join("\n");
  try {
    await navigator.clipboard.writeText(text);
    state.message = "Copied.";
  } catch {
    $("refused-text").value = text;
    $("refused-text").hidden = false;
    $("refused-text").select();
    state.message = "Copy the selected text with Ctrl+C.";
  }
  drawDesk();
}

/** @param {import("./outbox.js").Act} act */
function refusalInWords(act) {
  if (act.kind === "submit") return `“${act.title}” was not submitted. Reason: ${act.detail}`;
  // Acts of an older version of this page bring no words along.
  const text = act.text ?? `sentence ${act.entry.sentence}`;
  const says = act.says ?? inWords(decisionFrom(act.entry));
  return `Not stored on “${text}”: ${says}. Reason: ${act.detail}`;
}

/** The whole decision, so that nothing of it is lost where the server refuses it. @param {Decision} decision */
function inWords(decision) {
  const target = state.sentences.find(({ id }) => id === decision.target);
  const name = nameOf({ ...decision, note: "" });
  return [name, target && `about “${target.text}”`, decision.note && `note “${decision.note}”`]
    .filter(Boolean)
    .join(", ");
}

function leave() {
  const isRefused = outbox.refused.some(
    (act) => act.kind === "submit" && act.assignment === state.assignment.id,
  );
  if (state.isLeaving && !isRefused) location.assign(given.urls.next);
  state.isLeaving = false;
}

/** What was fetched ahead may be old by now: another tab has labelled, or there is a new codebook to read first. */
async function freshen() {
  const shown = state;
  if (!(await outbox.emptied(isOfThisProject, 10000))) return;
  const response = await post(given.urls.fetch, given.account).catch(() => null);
  const fresh = response?.status === 200 ? await response.json().catch(() => null) : null;
  if (fresh?.id !== shown.assignment.id || state !== shown) return;
  if (fresh.codebook_version !== shown.assignment.codebook_version && !shown.past.length)
    return location.assign(given.urls.next);
  for (const said of fresh.annotations) {
    if (!shown.decisions.has(said.sentence)) shown.decisions.set(said.sentence, decisionFrom(said));
  }
  draw();
}

/** Ask for the next article while the last sentences of this one are labelled. */
async function fetchAhead(now = false) {
  if (state.next || state.isFetching || !(now || openCount() <= FETCH_AHEAD)) return;
  const asking = state;
  asking.isFetching = true;
  const response = await post(given.urls.fetch, given.account, {
    after: asking.assignment.id,
  }).catch(() => null);
  if (response?.status === 200) asking.next = await response.json().catch(() => null);
  asking.isFetching = false;
}

async function change(url) {
  const response = await post(url.replace("/0/", `/${state.assignment.id}/`), given.account).catch(
    () => null,
  );
  if (response?.ok) return true;
  const said = await response?.json().catch(() => null);
  state.message = said?.detail ?? "The server can't be reached now. Try again in a moment.";
  drawDesk();
  return false;
}

const deeds = {
  back: () => go(state.at - 1),
  forward: () => go(state.at + 1),
  skip: () => enter("skip"),
  "skip-rest": skipTheRest,
  undo,
  note: () => enter("note"),
  target: () => enter("target"),
  confidence: () => enter("confidence"),
  accept: () => (state.mode === "target" ? point(state.subject, state.aim) : answerOffer()),
  outside: () => (state.mode === "target" ? point(state.subject, OUTSIDE) : answerOffer(OUTSIDE)),
  cancel: () => (state.mode === "label" ? dismissOffer() : enter("label")),
  codebook: () => $("codebook").showModal(),
  keys: () => $("keys").showModal(),
  submit,
  reopen: async () => (await change(given.urls.reopen)) && location.reload(),
  "give-back": () => $("give-back").showModal(),
  "really-give-back": async () =>
    (await change(given.urls.give_back)) && location.assign(given.urls.next),
  dismiss: () => outbox.dismiss(),
  resend,
  copy: copyRefused,
};

// Keyboard, mouse and touch.

/** Which deed a key stands for in each mode; numbers are handled by `deedFor`. */
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

/**
 * The names a key may go by: the character it types, else its place on an English keyboard, so that digits and letters
 * are found on AZERTY, Arabic and Persian keyboards and on the number pad.
 */
function namesOf(event) {
  const place = event.code.replace(/^(Digit|Numpad|Key)(?=.$)/, "").toLowerCase();
  // A named key ("ArrowDown" on a number pad without NumLock) is what it says, wherever it lies.
  if (event.key.length > 1) return [event.key];
  return /^[a-z0-9]$/i.test(event.key) ? [event.key.toLowerCase()] : [event.key, place];
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.repeat && !event.key.startsWith("Arrow")) return;
  if (
    !state ||
    document.querySelector("dialog[open]") ||
    event.target.closest("input, textarea, select")
  )
    return;
  // On a focused button or link, Enter and the space bar press that.
  if (event.key === "Enter" && event.target.closest("button, a")) return;
  const deed = deedFor(namesOf(event));
  if (!deed) return;
  event.preventDefault();
  deed();
  performance.measure("key to lit", { start: event.timeStamp });
});

function deedFor(names) {
  const key = names.find((name) => name in KEYS[state.mode]);
  const choice = choices().find(({ shortcut }) => names.includes(shortcut));
  if (choice) return choice.take;
  if (
    state.mode === "target" &&
    names.some((name) => name.startsWith("Arrow") || name === "j" || name === "k")
  ) {
    const isBack = ["ArrowLeft", "ArrowUp", "k"].some((name) => names.includes(name));
    return () => aimAt(state.aim + (isBack ? -1 : 1));
  }
  if (state.mode === "label" && state.offers.length) {
    if (key === "Enter") return deeds.accept;
    if (names.includes("0")) return deeds.outside;
    if (names.includes("Escape")) return deeds.cancel;
  }
  return key ? deeds[KEYS[state.mode][key]] : null;
}

/** What the number keys stand for now. */
function choices() {
  if (state.mode === "label")
    return given.labels.map(({ key, shortcut }) => ({ shortcut, take: () => labelHere(key) }));
  if (state.mode === "skip") {
    return given.skip_reasons.map(({ key }, index) => ({
      shortcut: String(index + 1),
      take: () => skipHere(key),
    }));
  }
  if (state.mode === "confidence")
    return [1, 2, 3].map((value) => ({ shortcut: String(value), take: () => trust(value) }));
  return [];
}

const trust = (value) => amend(state.subject, { confidence: value }, `Confidence ${value} of 3`);

addEventListener("click", (event) => {
  if (!state) return;
  if (state.mode === "note" && !event.target.closest("#note-form")) keepNote();
  const span = event.target.closest(".sentence:not(.excluded)");
  const {
    label,
    reason,
    confidence,
    do: deed,
  } = event.target.closest("[data-label], [data-reason], [data-confidence], [data-do]")?.dataset ??
  {};
  if (span) {
    const index = indexOf(Number(span.dataset.id));
    if (state.mode === "target") point(state.subject, index);
    else go(index);
  } else if (label) labelHere(label);
  else if (reason) skipHere(reason);
  else if (confidence) trust(Number(confidence));
  else if (deed) deeds[deed]();
});

function keepNote() {
  $("note").blur();
  const note = $("note").value.trim();
  if (note !== decisionOn(state.subject).note) amend(state.subject, { note }, "Note kept.");
  else enter("label");
}

$("note-form").addEventListener("submit", (event) => {
  event.preventDefault();
  keepNote();
});
$("note").addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  $("note").blur();
  enter("label");
});

addEventListener("beforeunload", (event) => {
  if (outbox.isSending) event.preventDefault();
});
addEventListener("popstate", () => location.reload());
new ResizeObserver(() => state && links()).observe($("article"));

// What is seen and heard.

function draw() {
  refreshOffers();
  const aimed =
    state.mode === "target"
      ? state.aim
      : state.offers.length
        ? guessFor(state.offers.at(-1))
        : null;
  const pointedAt = decisionOn(state.at).target;
  state.sentences.forEach(({ id }, index) => {
    const { label, skip_reason, note } = decisionOn(index);
    drawSentence(spans.get(id), {
      mark: label ? labels.get(label).mark : skip_reason ? "–" : "·",
      colour: label ? labels.get(label).colour : skip_reason ? "grey" : undefined,
      isLit: index === state.at,
      isGuess: index === aimed,
      isPointedAt: id === pointedAt,
      hasNote: Boolean(note),
    });
  });
  links();
  drawDesk();
  if (state.sentences.length) keepInView(spans.get(state.sentences[state.at].id));
}

function links() {
  const drawn = state.sentences.flatMap(({ id }, index) => {
    const { label, target } = decisionOn(index);
    const to = typeof target === "number" && spans.get(target);
    return to ? [{ from: spans.get(id), to, colour: labels.get(label)?.colour }] : [];
  });
  drawLinks($("links"), drawn);
}

function drawDesk() {
  const done = state.sentences.length - openCount();
  $("progress").max = state.sentences.length;
  $("progress").value = done;
  $("count").textContent = `${done} of ${state.sentences.length}`;
  $("labels").classList.toggle("away", state.mode === "skip");
  $("reasons").classList.toggle("away", state.mode !== "skip");
  const isOffer = state.mode === "label" && state.offers.length > 0;
  $("offer").hidden = !isOffer && state.mode !== "target";
  $("trust").hidden = state.mode !== "confidence";
  $("note-form").hidden = state.mode !== "note";
  for (const name of ["skip", "target", "confidence", "note"]) {
    const button = document.querySelector(`.more [data-do=${name}]`);
    if (button) button.setAttribute("aria-expanded", String(state.mode === name));
  }
  document.querySelector("[data-do=undo]").disabled = state.past.length === 0;
  document.querySelector("[data-do=submit]").disabled = !canSubmit();
  document.querySelector("[data-do=submit]").hidden = !isEditable();
  document.querySelector("[data-do=reopen]").hidden = state.assignment.state !== "submitted";
  document.querySelector("[data-do=give-back]").disabled = !isEditable();
  for (const button of $("labels").children) {
    button.disabled = !isEditable();
    button.setAttribute(
      "aria-pressed",
      String(decisionOn(state.at).label === button.dataset.label),
    );
  }
  say(lineText());
}

function lineText() {
  if (state.message) return state.message;
  if (!isEditable()) return closedText();
  if (state.mode === "skip") return "Why skip this sentence?";
  if (state.mode === "note") return `A note on ${quoted(state.subject)}`;
  if (state.mode === "confidence") return `How sure are you of ${quoted(state.subject)}?`;
  if (state.mode === "target")
    return `What is ${quoted(state.subject)} about? ${quoted(state.aim)}`;
  if (state.offers.length) {
    const from = state.offers.at(-1);
    const rest = state.offers.length > 1 ? ` (${state.offers.length} open)` : "";
    return `${quoted(from)} is about ${quoted(guessFor(from))}?${rest}`;
  }
  if (canSubmit()) return "All decided: look it over, then submit.";
  const decision = decisionOn(state.at);
  return `Sentence ${state.at + 1} of ${state.sentences.length}${isOpen(state.at) ? "" : `: ${nameOf(decision)}`}`;
}

function closedText() {
  if (state.isSubmitted) return "You have submitted this article.";
  return "Your place on this article is gone: what you did is kept, but does not count.";
}

/** @param {Decision} decision */
function nameOf({ label, skip_reason, confidence, note, target }) {
  if (skip_reason) return `Skipped, ${reasons.get(skip_reason).name.toLowerCase()}`;
  if (!label) return "no label";
  const more = [
    target === OUTSIDE ? "about something not in this article" : "",
    confidence ? `confidence ${confidence} of 3` : "",
    note ? `note “${note}”` : "",
  ];
  return [labels.get(label).name, ...more].filter(Boolean).join(", ");
}

const describe = (index) =>
  `Sentence ${index + 1} of ${state.sentences.length}: ${state.sentences[index]?.text ?? ""}`;

function quoted(index) {
  const { text } = state.sentences[index];
  const cut = text.length > 50 ? `${text.slice(0, 48)}…` : text;
  // Text that runs from right to left keeps to itself inside our sentence.
  const start = /[\u0590-\u08ff]/.test(cut) ? `\u2068${cut}\u2069` : cut;
  return /^["“„«]/.test(start) ? start : `“${start}”`;
}

/** Only what has changed, since screen readers read it out. @param {HTMLElement} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const say = (text) => setText($("line"), text);

function speak(text) {
  $("spoken").textContent = text;
}

function drawSaved() {
  const mine = outbox.waiting.filter(isOfThisProject);
  const reason = outbox.adding ? undefined : mine.map((act) => outbox.reasonFor(act)).find(Boolean);
  $("saved").classList.toggle("wait", Boolean(reason) || outbox.refused.length > 0);
  $("sign-in").hidden = reason !== "signed out";
  const isWell = outbox.refused.length ? `${outbox.refused.length} not stored` : "All saved";
  const status = reason
    ? `${reason[0].toUpperCase()}${reason.slice(1)}: ${countOf(mine)} here`
    : "Saving…";
  setText($("saved"), mine.length || outbox.adding ? status : isWell);
  drawElsewhere();
  drawRefused();
}

/** What waits for other projects: one line for each project and reason. */
function drawElsewhere() {
  const groups = new Map();
  for (const act of outbox.waiting) {
    const why = outbox.reasonFor(act);
    if (isOfThisProject(act) || !why) continue;
    const name = act.project ?? projectOf(act).split("/").at(-2);
    const key = JSON.stringify([projectOf(act), why]);
    groups.set(key, { name, why, acts: [...(groups.get(key)?.acts ?? []), act] });
  }
  const lines = [...groups.values()].map(
    ({ name, why, acts }) => `Work on “${name}”: ${countOf(acts)} here. Reason: ${why}.`,
  );
  setText($("elsewhere"), lines.join("\n"));
  $("elsewhere").hidden = lines.length === 0;
}

/** @param {import("./outbox.js").Act[]} acts @returns {string} “2 labels and a submission wait” */
function countOf(acts) {
  const submissions = acts.filter(({ kind }) => kind === "submit").length;
  const count = acts.length - submissions;
  const labelled = count ? `${count} label${count === 1 ? "" : "s"}` : "";
  const submitted =
    submissions > 1 ? `${submissions} submissions` : submissions ? "a submission" : "";
  return `${[labelled, submitted].filter(Boolean).join(" and ")} wait${acts.length === 1 ? "s" : ""}`;
}

function drawRefused() {
  $("refused").hidden = outbox.refused.length === 0;
  const lines = outbox.refused.map(refusalInWords);
  const shown = [...$("refused-list").children].map((item) => item.textContent);
  // Drawn anew, the list would be read out anew.
  if (lines.join("\n") === shown.join("\n")) return;
  $("refused-list").replaceChildren(
    ...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })),
  );
}

outbox.addEventListener("change", () => {
  drawSaved();
  if (state?.isLeaving && !outbox.adding && !outbox.waitingFor(state.assignment.id).length) leave();
});
// The answer tells what became of the assignment meanwhile: taken over by somebody else, or handed in from another tab.
outbox.addEventListener("stored", ({ detail: { told } }) => {
  const row = [told].flat().find((item) => (item.assignment ?? item.id) === state?.assignment.id);
  const now = row?.assignment_state ?? row?.state;
  if (!now || now === state.assignment.state) return;
  state.assignment.state = now;
  draw();
});
outbox.addEventListener("refused", ({ detail }) => {
  for (const act of detail) {
    if (act.assignment !== state.assignment.id) continue;
    if (act.kind === "submit") state.isSubmitted = false;
    else if (
      !outbox.waitingFor(act.assignment).some(({ entry }) => entry?.sentence === act.entry.sentence)
    ) {
      state.decisions.set(act.entry.sentence, act.before);
    }
  }
  draw();
});
// Another tab of the same person works on the same article.
outbox.addEventListener("said", ({ detail: { assignment, sentence, decision, isSubmitted } }) => {
  if (assignment !== state.assignment.id) return;
  if (isSubmitted) state.isSubmitted = true;
  else state.decisions.set(sentence, decision);
  draw();
});

function show(assignment) {
  state = begin(assignment);
  spans = drawArticle($("article"), assignment.article);
  document.title = assignment.article.title || assignment.article.external_id;
  scrollTo(0, 0);
  state.at = openCount() ? (isOpen(0) ? 0 : nextFrom(0)) : state.sentences.length - 1;
  draw();
  drawSaved();
  speak(describe(state.at));
  fetchAhead();
}

await outbox.open();
show(given.assignment);
