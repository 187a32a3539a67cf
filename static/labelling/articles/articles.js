/** Commands for the whole article: show, submit, reopen and return it. */

import { fill, gettext } from "../../translation.js";
import { titleText } from "../article/drawing.js";
import { prepareCandidates } from "../candidates.js";
import { isolate } from "../article/quoting.js";
import { goToNextOpen, undo } from "../decisions/decisions.js";
import { restoreSteps } from "../decisions/undo_steps.js";
import { describe } from "../desk/words.js";
import { draw, drawNewArticle, showMessage, speak } from "../screen.js";
import { canSubmit, openState, outbox, page, state } from "../state.js";
import { fetchAhead, isForThisPage, refreshArticle } from "./fetching.js";
import { addressOf, reasonAgainst } from "./requests.js";

const MAX_WAIT = 4000;
// The keys of a person who types ahead were meant for the article before.
const MAX_TYPED_AHEAD = 400;

let shownAt = -Infinity;

/** Whether a key comes so soon after a submission that it can't be meant for the new article. */
export const isTypedAhead = () => performance.now() - shownAt < MAX_TYPED_AHEAD;

/**
 * Show the article that the page was opened with.
 * @param {Assignment} assignment
 */
export function openArticle(assignment) {
  openState(assignment);
  restoreSteps();
  const asked = Number(new URLSearchParams(location.search).get("sentence"));
  if (asked && state.sentences[asked - 1]) state.current = asked - 1;
  showArticle(describe(state.current));
}

/** @param {string} spoken */
function showArticle(spoken) {
  document.title = titleText(state.assignment.article);
  drawNewArticle();
  speak(spoken);
  fetchAhead();
  // The first denial is answered as fast as the others.
  setTimeout(() => prepareCandidates(state.sentences));
}

/** Submit the article, or go to the next open sentence if there is one. */
export async function submit() {
  if (!canSubmit()) return goToNextOpen();

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
  // A new codebook is read before the next article, on a page of its own; new labels need a new page.
  if (next && isForThisPage(next)) {
    history.pushState(null, "", addressOf(page.urls.page, next.id));
    showNextArticle(next);
    return refreshArticle();
  }

  // The page is left as soon as the server has answered for the submission.
  state.isLeaving = true;
  if (await outbox.emptied((act) => act.assignment === assignment.id, MAX_WAIT)) {
    return leaveArticle();
  }
  showMessage(gettext("Submitted. It will be sent when the server can be reached."));
}

/** @param {Assignment} next */
function showNextArticle(next) {
  const { id, article } = state.assignment;
  openState(next, { id, title: titleText(article) });
  shownAt = performance.now();

  const text = gettext("Submitted: %(title)s.");
  state.message = fill(text, { title: isolate(titleText(article)) });
  const heading = isolate(titleText(next.article));
  showArticle(`${state.message} ${heading}. ${describe(state.current)}`);
}

/** Undo the last step; without one, take the submission back that led here. */
export function undoOrReopen() {
  return state.submitted ? reopenSubmitted() : undo();
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

/** Reopen the article that was submitted just before this one. */
export async function reopenSubmitted() {
  const { id } = /** @type {Submitted} */ (state.submitted);
  await outbox.emptied((act) => act.assignment === id, MAX_WAIT);
  if (await changeAssignment(page.urls.reopen, id)) location.assign(addressOf(page.urls.page, id));
}

export async function returnArticle() {
  if (await changeAssignment(page.urls.give_back)) location.assign(page.urls.next);
}

/**
 * Whether the server has made a change of the assignment; else the page says why not.
 * @param {string} url
 * @param {number} [id]
 */
async function changeAssignment(url, id = state.assignment.id) {
  const reason = await reasonAgainst(addressOf(url, id));
  if (reason !== null) showMessage(reason);
  return reason === null;
}
