/** The commands by the names that buttons and keys use. */

import { closeReport } from "./articles/reporting.js";
import {
  reopenArticle,
  reopenSubmitted,
  returnArticle,
  submit,
  undoOrReopen,
} from "./articles/articles.js";
import { toggleCodebook } from "./codebook_panel.js";
import { confirmSkipRest, go, skipRest } from "./decisions/decisions.js";
import { closeFind, openFind } from "./decisions/finding.js";
import { askAbout, enterMode, leaveMode, leaveNote } from "./decisions/modes.js";
import { reviewNext } from "./decisions/review.js";
import { askTarget, later, takeChosen, takeOffered, takeTarget } from "./decisions/targets.js";
import { copyRefused, resendRefused } from "./desk/refusals.js";
import { focusArticle } from "./screen.js";
import { OUTSIDE, byId, outbox, state } from "./state.js";

/** @type {Record<string, () => unknown>} */
export const COMMANDS = {
  back: () => go(state.current - 1),
  forward: () => go(state.current + 1),
  skip: () => enterMode("skip"),
  "skip-rest": skipRest,
  "confirm-skip-rest": confirmSkipRest,
  paragraph: () => enterMode("paragraph"),
  undo: undoOrReopen,
  note: () => askAbout("note"),
  confidence: () => askAbout("confidence"),
  cancel: leaveMode,
  "cancel-note": leaveNote,
  target: askTarget,
  "take-0": () => takeOffered(0),
  "take-1": () => takeOffered(1),
  "take-2": () => takeOffered(2),
  "take-chosen": takeChosen,
  outside: () => takeTarget(OUTSIDE),
  later,
  review: reviewNext,
  find: openFind,
  "close-find": closeFind,
  codebook: toggleCodebook,
  keys: () => openDialog("keys"),
  unsaved: () => openDialog("unsaved"),
  submit,
  reopen: reopenArticle,
  "reopen-submitted": reopenSubmitted,
  report: () => openDialog("report"),
  "close-report": closeReport,
  return: () => openDialog("return"),
  "confirm-return": returnArticle,
  dismiss: () => outbox.dismiss(),
  resend: resendRefused,
  copy: copyRefused,
};

/** @param {string} id */
function openDialog(id) {
  const dialog = /** @type {HTMLDialogElement} */ (byId(id));
  const opener = document.activeElement;
  // What was chosen in the menu is hidden by then, and can't have the focus back.
  const keepFocus = () => opener?.checkVisibility() || focusArticle();
  dialog.addEventListener("close", keepFocus, { once: true });
  dialog.showModal();
}
