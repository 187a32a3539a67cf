/** Commands for the whole article: show, submit, reopen and return it. */

import { gettext } from "../translation.js";
import { go } from "./decisions.js";
import { titleText } from "./drawing.js";
import { fetchAhead, refreshArticle } from "./fetching.js";
import { draw, drawNewArticle, say, showMessage, speak } from "./screen.js";
import { post } from "./outbox/server.js";
import {
  canSubmit,
  isEditable,
  nextFrom,
  openCount,
  openState,
  outbox,
  page,
  state,
} from "./state.js";
import { closedText, describe } from "./words.js";

const MAX_WAIT = 4000;

/** @param {Assignment} assignment */
export function showArticle(assignment) {
  openState(assignment);
  document.title = titleText(assignment.article);
  drawNewArticle();
  draw();
  speak(describe(state.current));
  fetchAhead();
}

/** Submit the article, or go to the next open sentence if there is one. */
export async function submit() {
  if (!canSubmit()) {
    return isEditable() && openCount() ? go(nextFrom(state.current)) : say(closedText());
  }

  const { id } = state.assignment;
  state.isSubmitted = true;
  draw();
  await outbox.add(
    {
      kind: "submit",
      url: addressOf(page.urls.submit, id),
      assignment: id,
      at: Date.now(),
      project: page.project_name,
      title: titleText(state.assignment.article),
    },
    { assignment: id, isSubmitted: true },
  );
  if (!state.next) await fetchAhead(true);
  await showNext();
}

async function showNext() {
  const { next, assignment } = state;
  // A new codebook is read before the next article, on a page of its own.
  if (next?.codebook_version === assignment.codebook_version) {
    history.pushState(null, "", addressOf(page.urls.page, next.id));
    showArticle(next);
    return refreshArticle();
  }

  // The page is left as soon as the server has answered for the submission.
  state.isLeaving = true;
  if (await outbox.emptied((act) => act.assignment === assignment.id, MAX_WAIT)) {
    return leaveArticle();
  }
  showMessage(gettext("Submitted. It will be sent when the server can be reached."));
}

/** Go to the next article, unless the submission of this one was refused. */
export function leaveArticle() {
  const isRefused = outbox.refused.some(
    ({ kind, assignment }) => kind === "submit" && assignment === state.assignment.id,
  );
  if (state.isLeaving && !isRefused) location.assign(page.urls.next);
  state.isLeaving = false;
}

export async function reopenArticle() {
  if (await changeAssignment(page.urls.reopen)) location.reload();
}

export async function returnArticle() {
  if (await changeAssignment(page.urls.give_back)) location.assign(page.urls.next);
}

/**
 * Whether the server has made a change of the assignment; else the page says why not.
 * @param {string} url
 */
async function changeAssignment(url) {
  const address = addressOf(url, state.assignment.id);
  const response = await post(address, page.account).catch(() => null);
  if (response?.ok) return true;

  const answer = await response?.json().catch(() => null);
  showMessage(answer?.detail ?? gettext("Can’t reach the server. Try again in a moment."));
  return false;
}

/**
 * @param {string} url  with 0 in place of the assignment's id
 * @param {number} id
 */
const addressOf = (url, id) => url.replace("/0/", `/${id}/`);
