/** Telling the managers what is wrong with an article. */

import { gettext } from "../../translation.js";
import { post } from "../outbox/server.js";
import { showMessage } from "../screen.js";
import { byId, page, state } from "../state.js";

const dialog = /** @type {HTMLDialogElement} */ (byId("report"));
const field = /** @type {HTMLTextAreaElement} */ (byId("report-text"));

/** Send the report; if that fails, the text stays in its field. */
export async function sendReport() {
  const address = page.urls.report.replace("/0/", `/${state.assignment.id}/`);
  const response = await post(address, page.account, { text: field.value }).catch(() => null);
  if (response?.ok) {
    field.value = "";
    closeReport();
    return showMessage(gettext("Report sent to the managers."));
  }

  const answer = await response?.json().catch(() => null);
  const reason = answer?.detail ?? answer?.text?.[0];
  byId("report-told").textContent =
    reason ?? gettext("Can’t reach the server. Try again in a moment.");
}

export function closeReport() {
  byId("report-told").textContent = "";
  dialog.close();
}
