/** What can be seen of the article between the bar and the desk, and scrolling to a sentence. */

const bar = /** @type {HTMLElement} */ (document.querySelector(".bar"));
const desk = /** @type {HTMLElement} */ (document.querySelector(".desk"));

// A smooth scroll is over by then.
const MAX_SCROLL_TIME = 600;

/** Where a scroll that we began leads, so that the next key doesn't have to wait for its end. */
let scrolling = { to: 0, until: 0 };

/**
 * Whether at least a line of a sentence can be seen, or is about to be.
 * @param {HTMLElement} span
 */
export function isInSight(span) {
  const { top, bottom } = visiblePart();
  const box = span.getBoundingClientRect();
  const offset = performance.now() < scrolling.until ? scrolling.to - scrollY : 0;
  const line = Math.min(box.height, 16);
  return box.bottom - offset >= top + line && box.top - offset <= bottom - line;
}

/**
 * Scroll only when a sentence nears the edge of the visible part, and then to the upper half. A way
 * longer than the window is not run through: it would take seconds.
 * @param {HTMLElement} span
 */
export function keepInView(span) {
  const { top, bottom } = visiblePart();
  const box = span.getBoundingClientRect();
  if (box.top >= top + 16 && box.bottom <= bottom - 24) return;

  const way = box.top - (top + 16 + (bottom - top) * 0.2);
  scrollPage(scrollY + way, Math.abs(way) <= innerHeight);
}

/** Show the article from its headline. */
export const scrollToTop = () => scrollPage(0, false);

// Where the person scrolls, a scroll of ours has ended.
const SCROLL_KEYS = ["PageUp", "PageDown", "Home", "End", " "];
for (const name of ["wheel", "touchmove", "pointerdown"]) {
  addEventListener(name, () => (scrolling.until = 0), { passive: true });
}
addEventListener("keydown", ({ key }) => {
  if (SCROLL_KEYS.includes(key)) scrolling.until = 0;
});

/**
 * @param {number} to
 * @param {boolean} isSmooth
 */
function scrollPage(to, isSmooth) {
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const end = Math.max(0, Math.min(to, document.documentElement.scrollHeight - innerHeight));
  scrolling = { to: end, until: performance.now() + MAX_SCROLL_TIME };
  scrollTo({ top: end, behavior: isSmooth && !isCalm ? "smooth" : "instant" });
}

/** The part of the window that neither the bar nor the desk covers. */
function visiblePart() {
  const isOver = getComputedStyle(desk).position === "sticky";
  const bottom = isOver ? Math.min(innerHeight, desk.getBoundingClientRect().top) : innerHeight;
  return { top: Math.max(0, bar.getBoundingClientRect().bottom), bottom };
}
