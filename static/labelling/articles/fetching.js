/** Asks the server for articles: the next one ahead of time, and news of the one on the screen. */

import { draw } from "../screen.js";
import { post } from "../outbox/server.js";
import { decisionFrom, isOfThisProject, openCount, outbox, page, state } from "../state.js";

// Open sentences left when the next article is fetched.
const FETCH_AHEAD = 3;
const MAX_WAIT = 10000;

/** Fetch the next article while the last sentences of this one are labelled. */
export async function fetchAhead(now = false) {
  if (state.next || !(now || openCount() <= FETCH_AHEAD)) return;

  const asking = state;
  asking.fetching ??= fetchNext({ after: asking.assignment.id });
  asking.next = await asking.fetching;
  asking.fetching = null;
}

/**
 * Update an article that was fetched ahead: another tab may have labelled it, or there is a new
 * codebook to read first.
 */
export async function refreshArticle() {
  const shown = state;
  if (!(await outbox.emptied(isOfThisProject, MAX_WAIT))) return;
  const fresh = await fetchNext();
  if (fresh?.id !== shown.assignment.id || state !== shown) return;

  if (!isForThisPage(fresh) && !shown.past.length) return location.assign(page.urls.next);

  for (const row of fresh.annotations) {
    if (!shown.decisions.has(row.sentence)) shown.decisions.set(row.sentence, decisionFrom(row));
  }
  draw();
}

/**
 * Whether the codebook and the labels are still those that the page was opened with.
 * @param {Assignment} fresh
 */
export const isForThisPage = ({ codebook_version, labels_version }) =>
  codebook_version === page.assignment.codebook_version &&
  labels_version === page.assignment.labels_version;

/**
 * @param {object} [body]
 * @returns {Promise<Assignment | null>}
 */
async function fetchNext(body) {
  const response = await post(page.urls.fetch, page.account, body).catch(() => null);
  return response?.status === 200 ? response.json().catch(() => null) : null;
}
