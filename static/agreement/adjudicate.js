/**
 * Keys of the adjudication page: they press the buttons that are there for everybody. The server draws the state; the
 * lit sentence is the one they are about.
 */

const lit = () => document.querySelector(".review > .lit");
const disputed = () => [...document.querySelectorAll(".review > .disputed")];

/** @param {number} step */
function go(step) {
  const all = disputed();
  if (!all.length) return;
  const at = all.indexOf(lit());
  const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
  lit()?.classList.remove("lit");
  next.classList.add("lit");
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
}

/** Press a button of the lit sentence, also one that is folded away. @param {string} selector */
function press(selector) {
  const button = lit()?.querySelector(selector);
  if (!button) return;
  for (let box = button.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  button.click();
}

let skipping = false;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) {
    // Out of the target or the reason and back to the keys; what was chosen there goes with the decision.
    if (event.key === "Escape" || (event.key === "Enter" && event.target.matches("select"))) {
      event.preventDefault();
      lit()?.focus({ preventScroll: true });
    }
    return;
  }
  const key = event.key.toLowerCase();
  const keys = {
    j: () => go(1),
    arrowdown: () => go(1),
    k: () => go(-1),
    arrowup: () => go(-1),
    t: () => {
      const target = lit()?.querySelector("select[name=target]");
      for (let box = target?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
      target?.focus();
    },
    u: () => document.getElementById("undo").click(),
    s: () => {
      skipping = true;
      const skips = lit()?.querySelector(".skips");
      for (let box = skips; box; box = box.parentElement.closest("details")) box.open = true;
    },
    escape: () => {
      skipping = false;
    },
  };
  const isDigit = /^[1-9]$/.test(key);
  if (!isDigit && !(key in keys)) return;
  event.preventDefault();
  if (isDigit) {
    press(skipping ? `[data-skip="${key}"]` : `[data-key="${key}"]`);
    skipping = false;
  } else {
    keys[key]();
  }
});

document.addEventListener("htmx:afterSettle", () => lit()?.scrollIntoView({ block: "center" }));
lit()?.scrollIntoView({ block: "center" });
