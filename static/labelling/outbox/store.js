/**
 * Two lists of acts in IndexedDB: those that wait for the server, and those that it has refused.
 * They are in memory where a browser has no database (some private windows) or loses it (no room
 * left, the site's data cleared).
 */

// The database gives smaller numbers.
const FIRST_IN_MEMORY = 1e12;
const BY_ACCOUNT = "account";
/** @type {ListName[]} */
const LIST_NAMES = ["waiting", "refused"];

/** @typedef {"waiting" | "refused"} ListName */

export class Store {
  /** @type {IDBDatabase | null} */
  #database = null;

  /** @type {Record<ListName, Map<number, StoredAct>>} */
  #memory = { waiting: new Map(), refused: new Map() };

  /**
   * What the database held when it was last read.
   * @type {Record<ListName, StoredAct[]>}
   */
  #lastRead = { waiting: [], refused: [] };

  /**
   * Removed acts that the database can't delete.
   * @type {Set<string>}
   */
  #removed = new Set();

  #addedInMemory = 0;

  async open() {
    this.#database = await openDatabase();
    if (this.#database) this.#database.onclose = () => this.#moveToMemory();
  }

  /**
   * @param {ListName} name
   * @param {Act} act
   */
  async add(name, act) {
    const stored = await this.#try(name, "readwrite", (list) => list.add(act));
    if (stored) return;

    const number = FIRST_IN_MEMORY + this.#addedInMemory++;
    this.#memory[name].set(number, { ...act, number });
  }

  /**
   * @param {ListName} name
   * @param {number} account
   * @returns {Promise<StoredAct[]>} in order
   */
  async all(name, account) {
    /** @type {{ result: StoredAct[] } | null} */
    const stored = await this.#try(name, "readonly", (list) =>
      list.index(BY_ACCOUNT).getAll(account),
    );
    if (stored) this.#lastRead[name] = stored.result;

    const inMemory = [...this.#memory[name].values()].filter((act) => act.account === account);
    const all = [...(stored?.result ?? []), ...inMemory];
    return all.filter(({ number }) => !this.#removed.has(`${name} ${number}`));
  }

  /**
   * @param {ListName} name
   * @param {StoredAct[]} acts
   */
  async remove(name, acts) {
    for (const { number } of acts) {
      // Also for a read that is in progress.
      this.#removed.add(`${name} ${number}`);
      const isDeleted =
        this.#memory[name].delete(number) ||
        (await this.#try(name, "readwrite", (list) => list.delete(number)));
      if (isDeleted) this.#removed.delete(`${name} ${number}`);
    }
  }

  /**
   * Whether an act outlives the page.
   * @param {StoredAct} act
   */
  isDurable({ number }) {
    return this.#database !== null && number < FIRST_IN_MEMORY;
  }

  /**
   * The answer of the database as `{ result }`; null where there is no database, or no longer.
   * @template Result
   * @param {ListName} name
   * @param {IDBTransactionMode} mode
   * @param {(list: IDBObjectStore) => IDBRequest<Result>} question
   */
  async #try(name, mode, question) {
    if (!this.#database) return null;
    try {
      return { result: await ask(this.#database.transaction(name, mode), name, question) };
    } catch {
      this.#moveToMemory();
      return null;
    }
  }

  /** What stays in the database is sent once more by a later page, which is harmless. */
  #moveToMemory() {
    if (!this.#database) return;

    this.#database = null;
    for (const name of LIST_NAMES) {
      for (const act of this.#lastRead[name]) {
        const isRemoved = this.#removed.has(`${name} ${act.number}`);
        if (!isRemoved) this.#memory[name].set(act.number, act);
      }
    }
  }
}

/** @returns {Promise<IDBDatabase | null>} */
function openDatabase() {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open("skepsis", 1);
      request.onupgradeneeded = () => createLists(request.result);
      request.onsuccess = () => resolve(request.result);
      request.onerror = request.onblocked = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}

/** @param {IDBDatabase} database */
function createLists(database) {
  for (const name of LIST_NAMES) {
    const list = database.createObjectStore(name, { keyPath: "number", autoIncrement: true });
    list.createIndex(BY_ACCOUNT, BY_ACCOUNT);
  }
}

/**
 * @template Result
 * @param {IDBTransaction} transaction
 * @param {ListName} name
 * @param {(list: IDBObjectStore) => IDBRequest<Result>} question
 * @returns {Promise<Result>}
 */
function ask(transaction, name, question) {
  return new Promise((resolve, reject) => {
    const request = question(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}
