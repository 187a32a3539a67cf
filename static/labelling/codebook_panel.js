/**
 * The codebook beside an article. It isn't modal: the keys of the page still work. Its text and its
 * search are fetched when it is first opened, and kept, so that they are there offline.
 */

import { isComposing, isTyping } from "../keys.js";
import { gettext } from "../translation.js";

const panel = byId("codebook");
const body = byId("codebook-body");
const text = byId("codebook-text");
const search = /** @type {HTMLInputElement} */ (byId("codebook-search"));

let isLoaded = false;
/** @type {Element | null} */
let focusedBefore = null;

export const isCodebookOpen = () => !panel.hidden;

export function toggleCodebook() {
  if (isCodebookOpen()) return close();
  openCodebook();
  body.focus({ preventScroll: true });
}

/** Open it, and leave the focus where it is. */
export function openCodebook() {
  focusedBefore = document.activeElement;
  show(true);
  // After the page's own listener: Escape first leaves what the page has begun.
  addEventListener("keydown", closeOnEscape);
  if (!isLoaded) load();
}

function close() {
  removeEventListener("keydown", closeOnEscape);
  const hadFocus = panel.contains(document.activeElement);
  show(false);
  if (hadFocus && focusedBefore instanceof HTMLElement)
    focusedBefore.focus({ preventScroll: true });
}

/** @param {boolean} isOpen */
function show(isOpen) {
  panel.hidden = !isOpen;
  document.documentElement.dataset.codebook = isOpen ? "open" : "closed";
  document.querySelector(`[data-do="codebook"]`)?.setAttribute("aria-expanded", String(isOpen));
  // The lines of the article have moved.
  document.querySelector(".sentence.lit, .review > .lit")?.scrollIntoView({ block: "nearest" });
}

/** @param {KeyboardEvent} event */
function closeOnEscape(event) {
  if (event.key !== "Escape" || event.defaultPrevented || isComposing(event)) return;
  if (document.querySelector("dialog[open]")) return;
  if (isTyping(event) && event.target !== search) return;

  event.preventDefault();
  if (event.target !== search || !search.value) return close();
  search.value = "";
  search.dispatchEvent(new Event("input"));
}

async function load() {
  text.textContent = gettext("Loading the codebook…");
  try {
    const [answer, { startSearch }] = await Promise.all([
      fetch(panel.dataset.url ?? ""),
      import("./codebook_search.js"),
    ]);
    // A redirect leads to the sign-in page.
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    text.innerHTML = await answer.text();
    isLoaded = true;
    startSearch(body, search, byId("codebook-found"));
  } catch {
    text.textContent = gettext("The full codebook couldn’t be loaded. Close this and try again.");
  }
}

/** @param {string} id */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

byId("codebook-close").addEventListener("click", close);
