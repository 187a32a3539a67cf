/**
 * What a person has done, on its way to the server. Each act is put into IndexedDB before it is sent, sent in order and in
 * batches, again and again until the server has answered for it, and only then taken out. The server stores an act once
 * however often it comes, so that sending again is always safe.
 *
 * Acts belong to an account: what one person left behind is neither shown to nor sent by the next in the same browser.
 */

import { Holds, WaitError } from "./holds.js";
import { Shelf } from "./shelf.js";

const BATCH = 100;
const PATIENCE_WITH_REQUEST = 15000; // a network that swallows requests is a network that is away
const REFERENCE = "Skepsis-Reference"; // a header that each answer of our server has, and none of a proxy

/**
 * @typedef {object} Act
 * @property {number} [number]  its place in the queue, given by the database
 * @property {number} account
 * @property {"annotation" | "submit"} kind
 * @property {string} url
 * @property {number} assignment
 * @property {number} at  when the key was pressed, in milliseconds of this browser's clock
 * @property {object} [entry]  of an annotation: what the API takes, without its age
 * @property {object} [before]  of an annotation: what stood there, to be shown again should the act be refused
 * @property {string} [project]  the project's name, to be read by a person
 * @property {string} [title]  of a submission: the article's
 * @property {string} [text]  of an annotation: the sentence, to be read by a person
 * @property {string} [says]  of an annotation: the label in words, likewise
 * @property {string} [detail]  of a refused act: why
 */

export class Outbox extends EventTarget {
  #shelf = new Shelf();
  #channel = new BroadcastChannel("skepsis");
  /** @type {Act[]} */ #waiting = [];
  /** @type {Act[]} */ #refused = [];
  #reading = Promise.resolve();
  #adding = 0; // acts on their way into the database
  /** When the server last answered for a sentence, by its id: nothing said of it later may seem older than that. */
  #answered = new Map();
  #holds = new Holds();
  #most = BATCH; // acts in a request: fewer where something on the way lets no large one through
  #draining = false;
  #isSender = false; // one tab sends for all
  #wake = () => {};

  /** @param {number} account */
  constructor(account) {
    super();
    this.account = account;
    this.#channel.onmessage = ({ data }) => {
      if (data.account !== account) return;
      for (const sentence of data.answered ?? []) this.#answered.set(sentence, Date.now());
      if (data.said) this.dispatchEvent(new CustomEvent("said", { detail: data.said }));
      if (data.holds && !this.#isSender) this.#holds.told = data.holds;
      this.#reload().then(() => this.#wake());
    };
    for (const name of ["online", "focus", "visibilitychange"])
      addEventListener(name, () => this.#hurry());
  }

  /** Read what an earlier page left behind, and begin to send it. */
  async open() {
    await this.#shelf.open();
    await this.#reload();
    this.#drain();
  }

  /** How many acts are not even in this browser's database yet. */
  get adding() {
    return this.#adding;
  }

  /** The acts that the server has not answered for. */
  get waiting() {
    return this.#waiting;
  }

  /** Whether who closes the page should know that acts are on their way; those that a project makes wait are safe. */
  get isSending() {
    const isWaitingHere = (act) =>
      this.#shelf.keeps(act) && this.#holds.over(act)?.scope === "project";
    return this.#adding > 0 || !this.#waiting.every(isWaitingHere);
  }

  /** Why this act is not sent now, in words that begin small. @param {Act} act @returns {string | undefined} */
  reasonFor(act) {
    return this.#holds.over(act)?.why;
  }

  /** The acts that the server will never take, each with its `detail`. */
  get refused() {
    return this.#refused;
  }

  /** @param {number} assignment @returns {Act[]} */
  waitingFor(assignment) {
    return this.#waiting.filter((act) => act.assignment === assignment);
  }

  /** @param {Omit<Act, "account">} act @param {object} [said]  what other tabs on the same article should show */
  async add(act, said) {
    this.#adding++;
    this.#changed();
    await this.#shelf.add("waiting", { ...act, account: this.account });
    await this.#reload(); // it is counted there before it is no longer counted here
    this.#adding--;
    this.#changed();
    this.#channel.postMessage({ account: this.account, said });
    this.#wake();
    this.#drain();
  }

  /**
   * Resolves when none of these acts waits, or after `patience` milliseconds; tells whether it is so.
   * @param {(act: Act) => boolean} isMeant @param {number} patience
   */
  async emptied(isMeant, patience) {
    const end = Date.now() + patience;
    const isEmpty = () => !this.#adding && !this.#waiting.some(isMeant);
    while (!isEmpty() && Date.now() < end) await new Promise((done) => setTimeout(done, 50));
    return isEmpty();
  }

  /** Put what was refused into the queue again, as acts of this moment: the newest word is the one that counts. */
  async resend() {
    const acts = this.#refused;
    const at = Date.now();
    for (const { number: _, detail: __, ...act } of acts) {
      const entry = act.entry && { ...act.entry, submission: newSubmission() };
      await this.#shelf.add("waiting", entry ? { ...act, at, entry } : { ...act, at });
    }
    await this.#shelf.remove("refused", acts);
    await this.#reload();
    this.#channel.postMessage({ account: this.account });
    this.#drain();
    return acts;
  }

  /** Forget what was refused: the person has read it. */
  async dismiss() {
    await this.#shelf.remove("refused", this.#refused);
    await this.#reload();
    this.#channel.postMessage({ account: this.account });
  }

  /** Read the lists anew, one reading after the other: an older one must not hide what a newer one has found. */
  #reload() {
    this.#reading = this.#reading.then(async () => {
      this.#waiting = await this.#shelf.all("waiting", this.account);
      this.#refused = await this.#shelf.all("refused", this.account);
      this.#changed();
    });
    return this.#reading;
  }

  async #drain() {
    if (this.#draining) return;
    this.#draining = true;
    // One tab at a time, so that acts go out in order. Without locks (plain http) two tabs may send the same: harmless.
    const alone = navigator.locks ?? { request: (_name, task) => task() };
    await alone.request(`skepsis-outbox-${this.account}`, async () => {
      this.#isSender = true;
      for (await this.#reload(); this.#waiting.length; await this.#reload()) {
        const now = performance.now();
        const batch = this.#nextBatch(now);
        if (batch) await this.#try(batch);
        else await this.#rest(this.#holds.pauseFrom(now));
      }
    });
    this.#holds.clear();
    this.#isSender = this.#draining = false;
    this.#tellHolds();
    if (this.#waiting.length) this.#drain(); // came in between the last look and here
  }

  /** The first acts of one assignment that go to one address in one request; none where all that is left is held. */
  #nextBatch(now) {
    const sendable = this.#waiting.filter((act) => !this.#holds.isHeld(act, now));
    const [first] = sendable;
    if (!first || first.kind === "submit") return first && [first];
    const end = sendable.findIndex(
      ({ kind, assignment }) => kind !== first.kind || assignment !== first.assignment,
    );
    return sendable.slice(0, Math.min(this.#most, end < 0 ? sendable.length : end));
  }

  /** Send these acts, or note why they stay. @param {Act[]} batch */
  async #try(batch) {
    try {
      await this.#send(batch);
      this.#holds.release(batch[0]);
      this.#most = Math.min(BATCH, 2 * this.#most);
    } catch (error) {
      this.#most = error.isTooMuch ? Math.max(1, Math.floor(batch.length / 2)) : this.#most;
      if (error.isTooMuch && batch.length > 1) return; // half of it at once
      this.#holds.add(batch[0], error);
    }
    this.#changed();
    this.#tellHolds();
  }

  /** @param {Act[]} acts */
  async #send(acts) {
    const [first] = acts;
    const now = Date.now();
    // The server takes the moment of a key press for its own time of receipt less the age. A slow request seems pressed
    // later than it was; what was pressed meanwhile must not seem older, or the newer label would lose.
    const age = ({ entry, at }) =>
      Math.max(0, now - Math.max(at, this.#answered.get(entry.sentence) ?? 0)) / 1000;
    const body = acts.map((act) => ({ ...act.entry, age: act.entry ? age(act) : 0 }));
    const response = await post(first.url, this.account, first.kind === "submit" ? {} : body);
    // Only our server's own word counts: a sign-in page of the network in between answers 200 too.
    const told = response.ok ? await response.json().catch(() => null) : null;
    if (response.ok) {
      if (!isAnswered(acts, told)) throw new WaitError("server away");
      this.dispatchEvent(new CustomEvent("stored", { detail: { acts, told } }));
      const answered = acts.flatMap(({ entry }) => (entry ? [entry.sentence] : []));
      for (const sentence of answered) this.#answered.set(sentence, Date.now());
      this.#channel.postMessage({ account: this.account, answered });
      return this.#shelf.remove("waiting", acts);
    }
    // A refusal counts only from our own server, and only where it says that it is final: all else may pass.
    if (!response.headers.has(REFERENCE)) throw foreignRefusal(response);
    const said = (await response.json().catch(() => null)) ?? {};
    const reasons =
      said.refused ?? acts.map((_, index) => ({ index, detail: said.detail, final: said.final }));
    const final = reasons.filter((reason) => reason.final === true);
    await this.#refuse(acts, final);
    const passing = reasons.find((reason) => reason.final !== true);
    if (passing || !final.length)
      throw await this.#reasonToWait(response, acts, passing?.detail ?? "");
  }

  /** What our own server says that may pass. @param {Response} response @param {Act[]} acts @param {string} detail */
  async #reasonToWait(response, [first], detail) {
    const { status } = response;
    const seconds = secondsAsked(response);
    if (status === 503) return new WaitError("server away", { seconds });
    // A fault of the server over these acts says nothing about others.
    if (status >= 500)
      return new WaitError(`the server failed (error ${status})`, { scope: "assignment", seconds });
    if (status === 401) return new WaitError("signed out");
    if (status === 429)
      return new WaitError("the server asks to wait", { scope: "assignment", seconds });
    if (detail.startsWith("CSRF")) {
      await fetch(location.href, { credentials: "same-origin" }).catch(() => {}); // brings a fresh token in its cookie
      return new WaitError("server away");
    }
    if (detail.startsWith("Somebody else")) return new WaitError("somebody else is signed in");
    if (status !== 404) return new WaitError(detail || `error ${status}`, { scope: "project" });
    // Of a label it is the project that is not there for this person; of a submission it may be the assignment alone.
    if (first.kind === "submit")
      return new WaitError("you can’t reach this article now", { scope: "assignment" });
    return new WaitError("you can’t reach this project now", { scope: "project" });
  }

  /** The server will never take these. They are shown until they have been read; the others go again at once. */
  async #refuse(acts, reasons) {
    if (!reasons.length) return;
    for (const { index, detail } of reasons) {
      const { number: _, ...act } = acts[index];
      await this.#shelf.add("refused", { ...act, detail });
    }
    await this.#shelf.remove(
      "waiting",
      reasons.map(({ index }) => acts[index]),
    );
    await this.#reload();
    this.dispatchEvent(
      new CustomEvent("refused", {
        detail: reasons.map(({ index, detail }) => ({ ...acts[index], detail })),
      }),
    );
  }

  /** Until the next act may be tried, or something has happened. @param {number} pause  in milliseconds */
  #rest(pause) {
    return new Promise((done) => {
      this.#wake = done;
      setTimeout(done, pause);
    });
  }

  #hurry() {
    this.#holds.hurry();
    this.#wake();
  }

  #tellHolds() {
    this.#channel.postMessage({ account: this.account, holds: this.#holds.told });
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** What something between here and the server says in its place. @param {Response} response */
function foreignRefusal(response) {
  const { status } = response;
  if (status === 429 || status >= 500)
    return new WaitError("server away", { seconds: secondsAsked(response) });
  return new WaitError(`blocked on the way (error ${status})`, {
    scope: "assignment",
    isTooMuch: true,
  });
}

/** For how long an answer asks to wait: seconds, or a date. @param {Response} response */
function secondsAsked(response) {
  const asked = response.headers.get("Retry-After") ?? "";
  const seconds = /^\d+$/.test(asked) ? Number(asked) : (Date.parse(asked) - Date.now()) / 1000;
  return Math.max(0, seconds || 0);
}

/** Whether the answer speaks of every one of these acts. */
function isAnswered(acts, told) {
  if (acts[0].kind === "submit") return told?.state === "submitted";
  const stored = new Set(Array.isArray(told) ? told.map((row) => row.submission) : []);
  return acts.every(({ entry }) => stored.has(entry.submission));
}

/** @param {string} url @param {number} account @param {unknown} body */
export function post(url, account, body = {}) {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  return fetch(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": token,
      "Skepsis-Account": String(account),
    },
    body: JSON.stringify(body),
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE_WITH_REQUEST),
  }).catch(() => {
    throw new WaitError("offline");
  });
}

/** A random id (version 4), also where the page does not come by https and `crypto.randomUUID` is missing. */
export function newSubmission() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
