/** Keys of the list of disagreements: J and K or the arrows move, Enter opens the lit sentence. */

import { closest, isHeldKey, isPlainKey, isTyping } from "../keys.js";
import { showOwnKeys, standardKeysOf } from "../own_keys.js";

/** @type {Record<string, 1 | -1>} */
const STEPS = {
  j: 1,
  ArrowDown: 1,
  k: -1,
  ArrowUp: -1,
};

const items = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".disagreements > li")]);

/** @returns {HTMLElement | undefined} */
const lit = () => items.find((item) => item.classList.contains("lit"));

/** @param {1 | -1} step */
function go(step) {
  const current = lit();
  const index = current ? items.indexOf(current) + step : 0;
  const next = items[Math.max(0, Math.min(items.length - 1, index))];
  if (!next) return;

  current?.classList.remove("lit");
  next.classList.add("lit");
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
}

/** Open the lit sentence, if it is in sight; else only show it. */
function open() {
  const current = lit();
  if (!current) return;
  const box = current.getBoundingClientRect();
  if (box.bottom <= 0 || box.top >= innerHeight) current.scrollIntoView({ block: "center" });
  else /** @type {HTMLElement | null} */ (current.querySelector("[data-open]"))?.click();
}

document.addEventListener("keydown", (event) => {
  if (!isPlainKey(event) || isTyping(event)) return;
  if (event.key === "Enter" && closest(event, "a, button, summary")) return;

  const key = standardKeysOf(event).find((name) => name === "Enter" || Object.hasOwn(STEPS, name));
  if (!key || (key === "Enter" && isHeldKey(event))) return;
  event.preventDefault();
  if (key === "Enter") open();
  else go(STEPS[key]);
});

showOwnKeys(document);
