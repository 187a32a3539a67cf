/**
 * Two lists of acts in IndexedDB: those that wait for the server, and those that it has refused. In memory where a browser
 * has no database to give (some private windows), or takes it away meanwhile (no room left, the site's data cleared).
 */

const FIRST_IN_MEMORY = 1e12; // the numbers that the database gives are smaller
const ACCOUNTED = "account";
const NAMES = ["waiting", "refused"];

/** @typedef {import("./outbox.js").Act} Act */
/** @typedef {"waiting" | "refused"} Name */

export class Shelf {
  /** @type {IDBDatabase | null} */ #database = null;
  /** @type {Record<Name, Map<number, Act>>} */ #memory = {
    waiting: new Map(),
    refused: new Map(),
  };
  /** What the database held when it was read last. @type {Record<Name, Act[]>} */ #read = {
    waiting: [],
    refused: [],
  };
  /** What should be gone, but the database can't delete it. @type {Set<string>} */ #gone =
    new Set();
  #count = 0;

  async open() {
    this.#database = await new Promise((done) => {
      try {
        const request = indexedDB.open("skepsis", 1);
        request.onupgradeneeded = () => {
          for (const name of NAMES) {
            request.result
              .createObjectStore(name, { keyPath: "number", autoIncrement: true })
              .createIndex(ACCOUNTED, ACCOUNTED);
          }
        };
        request.onsuccess = () => done(request.result);
        request.onerror = request.onblocked = () => done(null);
      } catch {
        done(null);
      }
    });
    if (this.#database) this.#database.onclose = () => this.#goOnInMemory();
  }

  /** @param {Name} name @param {Act} act */
  async add(name, act) {
    const isKept = await this.#try(name, "readwrite", (store) => store.add(act));
    if (isKept) return;
    const number = FIRST_IN_MEMORY + this.#count++;
    this.#memory[name].set(number, { ...act, number });
  }

  /** @param {Name} name @param {number} account @returns {Promise<Act[]>} in order */
  async all(name, account) {
    const found = await this.#try(name, "readonly", (store) =>
      store.index(ACCOUNTED).getAll(account),
    );
    if (found) this.#read[name] = found.result;
    const here = [...this.#memory[name].values()].filter((act) => act.account === account);
    return [...(found?.result ?? []), ...here].filter(
      ({ number }) => !this.#gone.has(`${name} ${number}`),
    );
  }

  /** @param {Name} name @param {Act[]} acts */
  async remove(name, acts) {
    for (const { number } of acts) {
      this.#gone.add(`${name} ${number}`); // also for a reading that is under way
      const isDeleted =
        this.#memory[name].delete(number) ||
        (await this.#try(name, "readwrite", (store) => store.delete(number)));
      if (isDeleted) this.#gone.delete(`${name} ${number}`);
    }
  }

  /** Whether the act outlives the page. @param {Act} act */
  keeps({ number }) {
    return Boolean(this.#database) && number < FIRST_IN_MEMORY;
  }

  /** The answer of the database, as `{result}`; null where there is none, now or since now. */
  async #try(name, mode, question) {
    if (!this.#database) return null;
    try {
      return { result: await this.#ask(name, mode, question) };
    } catch {
      this.#goOnInMemory();
      return null;
    }
  }

  #ask(name, mode, question) {
    return new Promise((done, failed) => {
      const transaction = this.#database.transaction(name, mode);
      const request = question(transaction.objectStore(name));
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
  }

  /** Better in memory than nowhere. What is left in the database is sent once more by a later page, which is harmless. */
  #goOnInMemory() {
    if (!this.#database) return;
    this.#database = null;
    for (const name of NAMES) {
      for (const act of this.#read[name]) {
        if (!this.#gone.has(`${name} ${act.number}`)) this.#memory[name].set(act.number, act);
      }
    }
  }
}
