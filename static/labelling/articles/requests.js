/** Requests about an assignment, and what the page says where one is refused. */

import { gettext } from "../../translation.js";
import { post } from "../outbox/server.js";
import { page } from "../state.js";

/**
 * @param {string} url  with 0 in place of the assignment's id
 * @param {number} id
 */
export const addressOf = (url, id) => url.replace("/0/", `/${id}/`);

/**
 * Ask the server for something: null if it is done, else why it isn't.
 * @param {string} address
 * @param {unknown} [body]
 * @returns {Promise<string | null>}
 */
export async function reasonAgainst(address, body) {
  const response = await post(address, page.account, body).catch(() => null);
  if (response?.ok) return null;

  const answer = await response?.json().catch(() => null);
  const reason = answer?.detail ?? answer?.text?.[0];
  return reason ?? gettext("Can’t reach the server. Try again in a moment.");
}
