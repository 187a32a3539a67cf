/** Telling the managers what is wrong with an article. */

import { gettext } from "../../translation.js";
import { showMessage } from "../screen.js";
import { byId, page, state } from "../state.js";
import { addressOf, reasonAgainst } from "./requests.js";

const dialog = /** @type {HTMLDialogElement} */ (byId("report"));
const field = /** @type {HTMLTextAreaElement} */ (byId("report-text"));

/** Send the report; if that fails, the text stays in its field. */
export async function sendReport() {
  const address = addressOf(page.urls.report, state.assignment.id);
  const reason = await reasonAgainst(address, { text: field.value });
  if (reason !== null) {
    byId("report-told").textContent = reason;
    return;
  }

  field.value = "";
  closeReport();
  showMessage(gettext("Report sent to the managers."));
}

export function closeReport() {
  byId("report-told").textContent = "";
  dialog.close();
}
