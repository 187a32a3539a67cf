/**
 * Which acts of the outbox are not sent now, why, and when they are tried again. A hold is on
 * everything, on one project or on one assignment: an obstacle to one must not stop the others.
 */

// Milliseconds between tries.
const PAUSES = [500, 1000, 2000, 5000, 10000, 30000];
// Whatever a server asks for.
const MAX_PAUSE = 600000;

/** Why acts stay in the outbox. */
export class WaitError extends Error {
  /**
   * @param {string} message  for the page, such as "Offline"
   * @param {WaitOptions} [options]
   */
  constructor(
    message,
    {
      scope = "everything",
      seconds = 0,
      isTooMuch = false,
      isSignedOut = false,
      needsPerson = isSignedOut || scope === "project",
    } = {},
  ) {
    super(message);
    this.scope = scope;
    this.seconds = seconds;
    this.isTooMuch = isTooMuch;
    this.isSignedOut = isSignedOut;
    this.needsPerson = needsPerson;
  }
}

export class Holds {
  /** @type {Map<string, Hold>} */
  #holds = new Map();

  /**
   * @param {Act} act
   * @param {WaitError} error
   */
  add(act, { message: why, scope, seconds, isSignedOut, needsPerson }) {
    const keys = keysOf(act);
    const tries = this.#holds.get(keys[scope])?.tries ?? 0;
    const asked = Math.min(1000 * seconds, MAX_PAUSE);
    const pause = Math.max(PAUSES[Math.min(tries, PAUSES.length - 1)], asked);

    // An obstacle to a smaller thing means that nothing is in the way of the larger one.
    if (scope !== "everything") this.#holds.delete(keys.everything);
    if (scope === "assignment") this.#holds.delete(keys.project);

    const until = performance.now() + pause;
    const isAsked = asked > 0;
    const hold = { why, isSignedOut, needsPerson, scope, tries: tries + 1, until, isAsked };
    this.#holds.set(keys[scope], hold);
  }

  /**
   * The server has answered for this act: nothing is in its way.
   * @param {Act} act
   */
  release(act) {
    for (const key of Object.values(keysOf(act))) this.#holds.delete(key);
  }

  /**
   * What keeps this act from being sent, also while it is tried again.
   * @param {Pick<Act, "url" | "assignment">} act
   * @returns {Hold | undefined}
   */
  over(act) {
    const { everything, project, assignment } = keysOf(act);
    return this.#holds.get(everything) ?? this.#holds.get(project) ?? this.#holds.get(assignment);
  }

  /**
   * @param {Act} act
   * @param {number} now  of `performance.now()`
   */
  isHeld(act, now) {
    return Object.values(keysOf(act)).some((key) => (this.#holds.get(key)?.until ?? 0) > now);
  }

  /** Try again at once, unless the server has said when. */
  hurry() {
    for (const hold of this.#holds.values()) if (!hold.isAsked) hold.until = 0;
  }

  /**
   * Milliseconds from `now` until the next act may be tried. `now` is the moment at which all acts
   * were held: by a later one the next hold may have ended, and nobody would wait for it.
   * @param {number} now
   */
  pauseFrom(now) {
    const pauses = [...this.#holds.values()].map(({ until }) => until - now);
    return Math.min(...pauses.filter((pause) => pause > 0), MAX_PAUSE);
  }

  clear() {
    this.#holds.clear();
  }

  /** For the other tabs, which send nothing while this one does. */
  get shared() {
    return [...this.#holds];
  }

  /**
   * From the tab that sends. Its clock differs from ours: if this tab sends next, it tries at once.
   * @param {[string, Hold][]} holds
   */
  set shared(holds) {
    this.#holds = new Map(holds.map(([key, hold]) => [key, { ...hold, until: 0 }]));
  }
}

/**
 * The address of the project that an act is about.
 * @param {Pick<Act, "url">} act
 */
export function projectOf({ url }) {
  return url.match(/^.*?\/projects\/[^/]+\//)?.[0] ?? url;
}

/**
 * @param {Pick<Act, "url" | "assignment">} act
 * @returns {Record<Scope, string>}
 */
function keysOf(act) {
  return { everything: "", project: projectOf(act), assignment: `${act.assignment}` };
}
