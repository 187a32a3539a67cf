/** The time of work on a sentence: the time between two keys, while the page is visible. */

// Longer pauses count as breaks.
const MAX_SECONDS = 120;

let activeSince = performance.now();
let activeBefore = 0;

document.addEventListener("visibilitychange", () => {
  if (document.hidden) activeBefore += performance.now() - activeSince;
  else activeSince = performance.now();
});

/** Seconds of work since the last call. */
export function secondsOfWork() {
  const spent = (activeBefore + performance.now() - activeSince) / 1000;
  activeBefore = 0;
  activeSince = performance.now();
  return Math.round(Math.min(MAX_SECONDS, spent) * 10) / 10;
}
