/**
 * Which acts of the outbox are not sent now, why, and when they are tried again. A hold is on everything, on one project
 * or on one assignment: what stands in the way of one must not stop the others.
 */

const PATIENCE = [500, 1000, 2000, 5000, 10000, 30000]; // milliseconds between tries
const LONGEST_PAUSE = 600000; // whatever a server asks for

/** @typedef {import("./outbox.js").Act} Act */
/** @typedef {"everything" | "project" | "assignment"} Scope */
/** @typedef {{why: string, scope: Scope, tries: number, until: number, isAsked: boolean}} Hold */

/** Why acts stay in the outbox. */
export class WaitError extends Error {
  /**
   * @param {string} message
   * @param {{scope?: Scope, seconds?: number, isTooMuch?: boolean}} [options]  what else waits, for how long the server
   *   asks to wait, and whether fewer acts at once may get through
   */
  constructor(message, { scope = "everything", seconds = 0, isTooMuch = false } = {}) {
    super(message);
    this.scope = scope;
    this.seconds = seconds;
    this.isTooMuch = isTooMuch;
  }
}

export class Holds {
  /** @type {Map<string, Hold>} */ #holds = new Map();

  /** @param {Act} act @param {Error} error */
  add(act, error) {
    const { message: why, scope = "everything", seconds = 0 } = /** @type {WaitError} */ (error);
    const key = keysOf(act)[scope];
    const tries = this.#holds.get(key)?.tries ?? 0;
    const asked = Math.min(1000 * seconds, LONGEST_PAUSE);
    const pause = Math.max(PATIENCE[Math.min(tries, PATIENCE.length - 1)], asked);
    // Who names a smaller thing has let the larger one through.
    const { everything, project } = keysOf(act);
    if (scope !== "everything") this.#holds.delete(everything);
    if (scope === "assignment") this.#holds.delete(project);
    this.#holds.set(key, {
      why,
      scope,
      tries: tries + 1,
      until: performance.now() + pause,
      isAsked: asked > 0,
    });
  }

  /** The server has answered for this act: nothing stands in its way. @param {Act} act */
  release(act) {
    for (const key of Object.values(keysOf(act))) this.#holds.delete(key);
  }

  /** The reason to name for this act, also while it is tried again. @param {Act} act @returns {Hold | undefined} */
  over(act) {
    const { everything, project, assignment } = keysOf(act);
    return this.#holds.get(everything) ?? this.#holds.get(project) ?? this.#holds.get(assignment);
  }

  /** @param {Act} act @param {number} now  of `performance.now()` */
  isHeld(act, now) {
    return Object.values(keysOf(act)).some((key) => (this.#holds.get(key)?.until ?? 0) > now);
  }

  /** Try again at once, except where the server has said when. */
  hurry() {
    for (const hold of this.#holds.values()) if (!hold.isAsked) hold.until = 0;
  }

  /**
   * Milliseconds from `now` until the next of them may be tried. `now` is the moment at which all acts were found held:
   * by a later one, the hold that ends next may have ended, and nobody would wait for it.
   * @param {number} now
   */
  pauseFrom(now) {
    return Math.min(
      ...[...this.#holds.values()].map(({ until }) => until - now).filter((rest) => rest > 0),
      LONGEST_PAUSE,
    );
  }

  clear() {
    this.#holds.clear();
  }

  /** For the other tabs, which send nothing while this one does. */
  get told() {
    return [...this.#holds];
  }

  /** What the tab that sends has told. Its clock is another: should this tab be the next to send, it tries at once. */
  set told(holds) {
    this.#holds = new Map(holds.map(([key, hold]) => [key, { ...hold, until: 0 }]));
  }
}

/** The address of the project that the act is about. @param {Act} act */
export function projectOf(act) {
  return act.url.match(/^.*?\/projects\/[^/]+\//)?.[0] ?? act.url;
}

/** @param {Act} act @returns {Record<Scope, string>} */
function keysOf(act) {
  return { everything: "", project: projectOf(act), assignment: `${act.assignment}` };
}
