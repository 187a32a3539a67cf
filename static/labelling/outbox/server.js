/** Requests to the server, and what its answers mean for acts that it has not stored. */

import { fill, gettext } from "../../translation.js";
import { WaitError } from "./holds.js";

// A network that swallows requests counts as no network.
const REQUEST_TIMEOUT = 15000;
// Each answer of our server has this header, and no proxy's answer.
const REFERENCE = "Skepsis-Reference";
// The code of `api/permissions.py` for a page of another account than the one that is signed in.
const OTHER_ACCOUNT = "other_account";

/**
 * @param {string} url
 * @param {number} account
 * @param {unknown} body
 */
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
    signal: AbortSignal.timeout(REQUEST_TIMEOUT),
  }).catch(() => {
    throw new WaitError(gettext("Offline"));
  });
}

/**
 * A random id (version 4), also where the page came without https and `crypto.randomUUID` is
 * missing.
 */
export function newSubmission() {
  if (crypto.randomUUID) return crypto.randomUUID();

  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export const serverAway = (seconds = 0) =>
  new WaitError(gettext("Server unavailable"), { seconds });

/** @param {Response} response */
export const isFromOurServer = (response) => response.headers.has(REFERENCE);

/**
 * Whether an answer speaks of every one of these acts: a sign-in page of the network in between
 * has status 200, too.
 * @param {Act[]} acts
 * @param {any} answer
 */
export function isAnswered(acts, answer) {
  if (acts[0].kind === "submit") return answer?.state === "submitted";

  const rows = Array.isArray(answer) ? answer : [];
  const stored = new Set(rows.map((row) => row.submission));
  return acts.every(({ entry }) => stored.has(entry?.submission));
}

/**
 * What a proxy or a firewall answered in place of our server.
 * @param {Response} response
 */
export function foreignRefusal(response) {
  const { status } = response;
  if (status === 429 || status >= 500) return serverAway(secondsAsked(response));

  const message = fill(gettext("Blocked on the way (error %(status)s)"), { status });
  return new WaitError(message, { scope: "assignment", isTooMuch: true, needsPerson: true });
}

/**
 * Why acts wait that our own server has not stored, but may store later.
 * @param {Response} response
 * @param {Act} act
 * @param {string} detail
 * @param {string} [code]
 */
export async function reasonToWait(response, act, detail, code) {
  const { status } = response;
  const seconds = secondsAsked(response);
  if (status === 503) return serverAway(seconds);
  // A server error over these acts says nothing about others.
  if (status >= 500) {
    const message = fill(gettext("Server error (%(status)s)"), { status });
    return new WaitError(message, { scope: "assignment", seconds });
  }
  if (status === 401) return new WaitError(gettext("Signed out"), { isSignedOut: true });
  if (status === 429) {
    return new WaitError(gettext("The server is busy"), { scope: "assignment", seconds });
  }

  if (detail.startsWith("CSRF")) {
    // The page's answer brings a fresh token in its cookie.
    await fetch(location.href, { credentials: "same-origin" }).catch(() => {});
    return serverAway();
  }
  if (code === OTHER_ACCOUNT) {
    const message = gettext("Someone else is signed in on this browser");
    return new WaitError(message, { needsPerson: true });
  }
  if (status !== 404) {
    const message = detail || fill(gettext("Error %(status)s"), { status });
    return new WaitError(message, { scope: "project" });
  }
  // A label's address is the project's: the person can't see the project. A submission's address
  // is the assignment's, and perhaps that alone is gone.
  if (act.kind === "submit") {
    const message = gettext("You don’t have access to this article now");
    return new WaitError(message, { scope: "assignment", needsPerson: true });
  }
  return new WaitError(gettext("You don’t have access to this project now"), { scope: "project" });
}

/**
 * For how long an answer asks to wait: seconds, or a date.
 * @param {Response} response
 */
function secondsAsked(response) {
  const asked = response.headers.get("Retry-After") ?? "";
  const seconds = /^\d+$/.test(asked) ? Number(asked) : (Date.parse(asked) - Date.now()) / 1000;
  return Math.max(0, seconds || 0);
}
