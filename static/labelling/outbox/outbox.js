/**
 * What a person has done, on its way to the server. Each act is put into IndexedDB before it is
 * sent. Acts are sent in order and in batches, again and again until the server has answered for
 * them, and only then removed. The server stores an act once, however often it arrives, so sending
 * again is always safe.
 *
 * Acts belong to an account: those of one person are neither shown to nor sent by the next person
 * in the same browser.
 */

import { Holds, WaitError } from "./holds.js";
import {
  foreignRefusal,
  isAnswered,
  isFromOurServer,
  newSubmission,
  post,
  reasonToWait,
  serverAway,
} from "./server.js";
import { Store } from "./store.js";

const MAX_BATCH = 100;

/**
 * Its events: `change` of its lists; `stored`, with the server's answer; `refused`, with the acts;
 * `tab`, with a change that another tab has made.
 */
export class Outbox extends EventTarget {
  #store = new Store();
  #channel = new BroadcastChannel("skepsis");

  /**
   * Acts that the server has not answered for.
   * @type {StoredAct[]}
   */
  waiting = [];
  /**
   * Acts that the server will never take, each with its `detail`.
   * @type {StoredAct[]}
   */
  refused = [];
  // Acts on their way into the database.
  adding = 0;

  #reading = Promise.resolve();
  /**
   * When the server last answered for a sentence, by its id: a later act must not seem older.
   * @type {Map<number, number>}
   */
  #answered = new Map();
  #holds = new Holds();
  // Acts in a request: fewer where something on the way blocks large ones.
  #batchSize = MAX_BATCH;
  #isDraining = false;
  // One tab sends for all.
  #isSender = false;
  #wake = () => {};

  /** @param {number} account */
  constructor(account) {
    super();
    this.account = account;
    this.#channel.onmessage = ({ data }) => {
      if (data.account !== account) return;

      for (const sentence of data.answered ?? []) this.#answered.set(sentence, Date.now());
      if (data.change) this.#notify("tab", data.change);
      if (data.holds && !this.#isSender) this.#holds.shared = data.holds;
      this.#reload().then(() => this.#wake());
    };
    for (const name of ["online", "focus", "visibilitychange"]) {
      addEventListener(name, () => this.#hurry());
    }
  }

  /** Read the acts of earlier pages, and start to send them. */
  async open() {
    await this.#store.open();
    await this.#reload();
    this.#drain();
  }

  /** Whether to warn a person who closes the page. Acts that wait for a project are safe. */
  get isSending() {
    /** @param {StoredAct} act */
    const isSafe = (act) =>
      this.#store.isDurable(act) && this.#holds.over(act)?.scope === "project";
    return this.adding > 0 || !this.waiting.every(isSafe);
  }

  /**
   * Why this act is not sent now.
   * @param {Pick<Act, "url" | "assignment">} act
   */
  holdOver(act) {
    return this.#holds.over(act);
  }

  /** @param {number} assignment */
  waitingFor(assignment) {
    return this.waiting.filter((act) => act.assignment === assignment);
  }

  /**
   * @param {NewAct} act
   * @param {TabChange} change
   */
  async add(act, change) {
    this.adding++;
    this.#notify("change");
    await this.#store.add("waiting", { ...act, account: this.account });

    // The act is counted in the list before it is no longer counted here.
    await this.#reload();
    this.adding--;
    this.#notify("change");
    this.#channel.postMessage({ account: this.account, change });
    this.#wake();
    this.#drain();
  }

  /**
   * Wait until none of these acts waits, or for `patience` milliseconds; whether none waits.
   * @param {(act: Act) => boolean} isMeant
   * @param {number} patience
   */
  async emptied(isMeant, patience) {
    const end = Date.now() + patience;
    const isEmpty = () => !this.adding && !this.waiting.some(isMeant);
    while (!isEmpty() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
    return isEmpty();
  }

  /** Queue the refused acts again, as acts of this moment: the newest decision counts. */
  async resend() {
    const acts = this.refused;
    const at = Date.now();
    for (const { number: _, detail: __, ...act } of acts) {
      await this.#store.add(
        "waiting",
        act.kind === "submit"
          ? { ...act, at }
          : { ...act, at, entry: { ...act.entry, submission: newSubmission() } },
      );
    }
    await this.#store.remove("refused", acts);

    await this.#reload();
    this.#channel.postMessage({ account: this.account });
    this.#drain();
    return acts;
  }

  /** Forget what was refused: the person has read it. */
  async dismiss() {
    await this.#store.remove("refused", this.refused);
    await this.#reload();
    this.#channel.postMessage({ account: this.account });
  }

  /** Read the lists again, one read after the other: an older one must not hide a newer one. */
  #reload() {
    this.#reading = this.#reading.then(async () => {
      this.waiting = await this.#store.all("waiting", this.account);
      this.refused = await this.#store.all("refused", this.account);
      this.#notify("change");
    });
    return this.#reading;
  }

  async #drain() {
    if (this.#isDraining) return;
    this.#isDraining = true;

    const lock = `skepsis-outbox-${this.account}`;
    const sendAll = () => this.#sendAll();
    // One tab at a time, so that acts are sent in order. Plain http has no locks: two tabs may then
    // send the same act, which is harmless.
    if (navigator.locks) await navigator.locks.request(lock, sendAll);
    else await sendAll();

    this.#holds.clear();
    this.#isSender = this.#isDraining = false;
    this.#shareHolds();
    // An act may have been added since the last look.
    if (this.waiting.length) this.#drain();
  }

  async #sendAll() {
    this.#isSender = true;
    for (await this.#reload(); this.waiting.length; await this.#reload()) {
      const now = performance.now();
      const batch = this.#nextBatch(now);
      if (batch) await this.#try(batch);
      else await this.#rest(this.#holds.pauseFrom(now));
    }
  }

  /**
   * The first acts that go to one address in one request; none where all are held.
   * @param {number} now
   */
  #nextBatch(now) {
    const sendable = this.waiting.filter((act) => !this.#holds.isHeld(act, now));
    const [first] = sendable;
    if (!first || first.kind === "submit") return first && [first];

    const end = sendable.findIndex(
      ({ kind, assignment }) => kind !== first.kind || assignment !== first.assignment,
    );
    return sendable.slice(0, Math.min(this.#batchSize, end < 0 ? sendable.length : end));
  }

  /**
   * Send these acts, or note why they wait.
   * @param {StoredAct[]} batch
   */
  async #try(batch) {
    try {
      await this.#send(batch);
      this.#holds.release(batch[0]);
      this.#batchSize = Math.min(MAX_BATCH, 2 * this.#batchSize);
    } catch (error) {
      const wait = error instanceof WaitError ? error : new WaitError(String(error));
      if (wait.isTooMuch) {
        this.#batchSize = Math.max(1, Math.floor(batch.length / 2));
        // Half of it is tried at once.
        if (batch.length > 1) return;
      }
      this.#holds.add(batch[0], wait);
    }
    this.#notify("change");
    this.#shareHolds();
  }

  /** @param {StoredAct[]} acts */
  async #send(acts) {
    const [first] = acts;
    const body = first.kind === "submit" ? {} : this.#entries(acts);
    const response = await post(first.url, this.account, body);

    if (response.ok) return this.#markStored(acts, await readJson(response));
    if (!isFromOurServer(response)) throw foreignRefusal(response);

    // A refusal counts only where our server says that it is final: anything else may pass.
    const answer = (await readJson(response)) ?? {};
    /** @type {Refusal[]} */
    const reasons =
      answer.refused ??
      acts.map((_, index) => ({ index, detail: answer.detail, final: answer.final }));
    const final = reasons.filter((reason) => reason.final === true);
    await this.#refuse(acts, final);
    const passing = reasons.find((reason) => reason.final !== true);
    if (passing || !final.length) {
      throw await reasonToWait(response, first, passing?.detail ?? "", answer.code);
    }
  }

  /**
   * The acts as the API takes them. The server computes the time of a key press from its own clock
   * and the age. A slow request makes an act seem newer than it is; later acts on the same sentence
   * must not seem older, or the newer label would lose.
   * @param {StoredAct[]} acts
   */
  #entries(acts) {
    const now = Date.now();
    return acts.map(({ entry, at }) => {
      if (!entry) return { age: 0 };
      const pressed = Math.max(at, this.#answered.get(entry.sentence) ?? 0);
      return { ...entry, age: Math.max(0, now - pressed) / 1000 };
    });
  }

  /**
   * @param {StoredAct[]} acts
   * @param {any} answer
   */
  #markStored(acts, answer) {
    if (!isAnswered(acts, answer)) throw serverAway();

    this.#notify("stored", answer);
    const answered = acts.flatMap(({ entry }) => (entry ? [entry.sentence] : []));
    for (const sentence of answered) this.#answered.set(sentence, Date.now());
    this.#channel.postMessage({ account: this.account, answered });
    return this.#store.remove("waiting", acts);
  }

  /**
   * The server will never take these. The page shows them until the person dismisses them.
   * @param {StoredAct[]} acts
   * @param {Refusal[]} refusals
   */
  async #refuse(acts, refusals) {
    if (!refusals.length) return;

    const refused = refusals.map(({ index, detail }) => ({ ...acts[index], detail }));
    for (const { number: _, ...act } of refused) await this.#store.add("refused", act);
    await this.#store.remove("waiting", refused);
    await this.#reload();
    this.#notify("refused", refused);
  }

  /**
   * Wait until the next act may be tried, or something has happened.
   * @param {number} pause  in milliseconds
   * @returns {Promise<void>}
   */
  #rest(pause) {
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, pause);
    });
  }

  #hurry() {
    this.#holds.hurry();
    this.#wake();
  }

  #shareHolds() {
    this.#channel.postMessage({ account: this.account, holds: this.#holds.shared });
  }

  /**
   * By an event, so that an error of the page does not stop the outbox.
   * @param {string} name
   * @param {unknown} [detail]
   */
  #notify(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/**
 * @param {Response} response
 * @returns {Promise<any>} null where the body isn't JSON
 */
const readJson = (response) => response.json().catch(() => null);
