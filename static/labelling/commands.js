/** The commands by the names that buttons and keys use. */

import { reopenArticle, returnArticle, submit } from "./articles.js";
import { go, skipRest, undo } from "./decisions.js";
import { cancel, enterMode, takeTarget } from "./modes.js";
import { copyRefused, resendRefused } from "./refusals.js";
import { OUTSIDE, byId, outbox, state } from "./state.js";

/** @type {Record<string, () => unknown>} */
export const COMMANDS = {
  back: () => go(state.current - 1),
  forward: () => go(state.current + 1),
  skip: () => enterMode("skip"),
  "skip-rest": skipRest,
  undo,
  note: () => enterMode("note"),
  target: () => enterMode("target"),
  confidence: () => enterMode("confidence"),
  accept: () => takeTarget(),
  outside: () => takeTarget(OUTSIDE),
  cancel,
  codebook: () => openDialog("codebook"),
  keys: () => openDialog("keys"),
  submit,
  reopen: reopenArticle,
  return: () => openDialog("return"),
  "confirm-return": returnArticle,
  dismiss: () => outbox.dismiss(),
  resend: resendRefused,
  copy: copyRefused,
};

/** @param {string} id */
const openDialog = (id) => /** @type {HTMLDialogElement} */ (byId(id)).showModal();
