/**
 * Keys of the adjudication page: they press the buttons that are there for everybody. The server draws the state; the
 * lit sentence is the one they are about. Keys pressed while an answer is on its way wait for it, one after the other.
 */

const lit = () => document.querySelector(".review > .lit");
const disputed = () => [...document.querySelectorAll(".review > .disputed")];

/** @param {Element} sentence */
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
  const at = all.indexOf(lit());
  light(all[Math.max(0, Math.min(all.length - 1, at + step))]);
}

/** Open what a button or a field is folded away in. @param {Element | null | undefined} inside */
function unfold(inside) {
  for (let box = inside?.closest("details"); box; box = box.parentElement.closest("details"))
    box.open = true;
}

/** Press a button of the lit sentence, also one that is folded away. @param {string} selector */
function press(selector) {
  const button = lit()?.querySelector(selector);
  unfold(button);
  button?.click();
}

let skipping = false;
let waiting = false; // for an answer
/** @type {string[]} */
const pending = [];

const keys = {
  j: () => go(1),
  arrowdown: () => go(1),
  k: () => go(-1),
  arrowup: () => go(-1),
  t: () => {
    const target = lit()?.querySelector("[name=target]");
    unfold(target);
    target?.focus();
  },
  u: () => document.getElementById("undo").click(),
  s: () => {
    skipping = true;
    unfold(lit()?.querySelector(".skips"));
    lit()?.querySelector(".skips")?.setAttribute("open", "");
  },
  escape: () => {
    skipping = false;
  },
};

/** @param {string} key */
function act(key) {
  if (/^[1-9]$/.test(key)) {
    press(skipping ? `[data-skip="${key}"]` : `[data-key="${key}"]`);
    skipping = false;
  } else {
    keys[key]();
  }
}

/** What was pressed meanwhile. */
function goOn() {
  waiting = false;
  while (pending.length && !waiting) act(pending.shift());
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) {
    // Out of the target or the reason and back to the keys; what was written there goes with the decision.
    if (event.key === "Escape" || event.key === "Enter") {
      event.preventDefault();
      lit()?.focus({ preventScroll: true });
    }
    return;
  }
  const key = event.key.toLowerCase();
  if (!/^[1-9]$/.test(key) && !(key in keys)) return;
  event.preventDefault();
  if (event.repeat && !key.startsWith("arrow")) return; // a key that is held decides once
  if (waiting) pending.push(key);
  else act(key);
});

document.addEventListener("htmx:beforeRequest", () => {
  waiting = true;
});
document.addEventListener("htmx:afterSettle", () => {
  lit()?.scrollIntoView({ block: "center" });
  goOn();
});
// No answer, or one that is an error: what was pressed after it was meant for what it would have shown.
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, () => {
    pending.length = 0;
    waiting = false;
    const said = document.querySelector("#review [role=status]");
    if (said) said.textContent = "Not saved: no answer came. Press the key again.";
  });
}
lit()?.scrollIntoView({ block: "center" });
