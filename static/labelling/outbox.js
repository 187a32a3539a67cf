/**
 * Labels on their way to the server: sent in order, in batches, again and again until the server has answered for each.
 * The server stores an entry once, however often it comes, so that sending again is always safe.
 */

const BATCH = 100;
const PATIENCE = [500, 1000, 2000, 5000, 10000, 30000]; // milliseconds between tries

/**
 * @typedef {object} Entry  what the API takes, with `at` in place of `age`
 * @property {string} submission
 * @property {number} sentence
 * @property {number} at  when the key was pressed, in milliseconds of this browser's clock
 */

export class Outbox extends EventTarget {
  /** @type {Entry[]} */ #waiting = [];
  #tries = 0;
  #sending = false;
  /** @type {string | null} */ #trouble = null;

  /** @param {string} url */
  constructor(url) {
    super();
    this.url = url;
    addEventListener("online", () => this.#drain());
  }

  /** @returns {number} how many entries the server has not answered for */
  get size() {
    return this.#waiting.length;
  }

  /** @returns {string | null} why nothing gets through at present */
  get trouble() {
    return this.#trouble;
  }

  /** @param {Entry} entry */
  add(entry) {
    this.#waiting.push(entry);
    this.#changed();
    this.#drain();
  }

  /** Resolves when everything is stored. */
  async emptied() {
    while (this.size) await new Promise((done) => this.addEventListener("change", done, { once: true }));
  }

  async #drain() {
    if (this.#sending || !this.size) return;
    this.#sending = true;
    while (this.size) {
      const batch = this.#waiting.slice(0, BATCH);
      try {
        await this.#send(batch);
        this.#waiting.splice(0, batch.length);
        this.#tries = 0;
        this.#trouble = null;
        this.#changed();
      } catch (error) {
        this.#trouble = error.message;
        this.#changed();
        await new Promise((done) => {
          setTimeout(done, PATIENCE[Math.min(this.#tries++, PATIENCE.length - 1)]);
          addEventListener("online", done, { once: true });
        });
      }
    }
    this.#sending = false;
  }

  /** @param {Entry[]} batch */
  async #send(batch) {
    const now = Date.now();
    const body = batch.map(({ at, ...entry }) => ({ ...entry, age: Math.max(0, (now - at) / 1000) }));
    const response = await post(this.url, body);
    if (response.ok) return;
    const said = await response.json().catch(() => ({}));
    if (response.status === 400 && said.refused) {
      // The server names those it will never take. They are shown; the others go again at once.
      const refused = said.refused.map(({ index, detail }) => ({ entry: batch[index], detail }));
      this.#waiting = this.#waiting.filter((entry) => !refused.some((item) => item.entry === entry));
      this.dispatchEvent(new CustomEvent("refused", { detail: refused }));
      if (this.size) return this.#send(this.#waiting.slice(0, BATCH - refused.length));
      return;
    }
    throw new Error(response.status === 403 || response.status === 401 ? "signed out" : "server away");
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * @param {string} url
 * @param {unknown} [body]
 */
export function post(url, body) {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  return fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(body ?? {}),
  }).catch(() => {
    throw new Error("offline");
  });
}
