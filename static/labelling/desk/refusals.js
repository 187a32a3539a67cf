/** Acts that the server has refused: shown until they are sent again, or dismissed. */

import { drawText, isolate, withoutIsolates } from "../article/quoting.js";
import { fill, gettext } from "../../translation.js";
import { draw } from "../screen.js";
import { byId, decisionFrom, outbox, state } from "../state.js";
import { inWords } from "./words.js";

export function drawRefusals() {
  const lines = outbox.refused.map(refusalInWords);
  const shown = [...byId("refused-list").children].map((item) => item.textContent);
  // Screen readers would read the same list again.
  if (withoutIsolates(lines.join("\n")) === shown.join("\n")) return;

  const items = lines.map((line) => {
    const item = document.createElement("li");
    drawText(item, line);
    return item;
  });
  byId("refused-list").replaceChildren(...items);
}

/** Send the refused acts again, and show them as decisions. */
export async function resendRefused() {
  for (const act of await outbox.resend()) {
    if (act.assignment !== state.assignment.id) continue;
    if (act.kind === "submit") state.isSubmitted = true;
    else state.decisions.set(act.entry.sentence, decisionFrom(act.entry));
  }
  draw();
}

/** Copy a line for each refused act; without access to the clipboard, show a field to copy from. */
export async function copyRefused() {
  const text = withoutIsolates(outbox.refused.map(refusalInWords).join("\n"));
  try {
    await navigator.clipboard.writeText(text);
    tellBelow(gettext("Copied."));
  } catch {
    const field = /** @type {HTMLTextAreaElement} */ (byId("refused-text"));
    field.value = text;
    field.hidden = false;
    field.select();
    tellBelow(gettext("Copy the selected text with Ctrl+C."));
  }
}

/** @param {string} text */
function tellBelow(text) {
  byId("refused-told").textContent = text;
}

/**
 * A line with isolates around what is of the article.
 * @param {Act} act
 */
function refusalInWords(act) {
  const reason = act.detail ?? "";
  if (act.kind === "submit") {
    const text = gettext("“%(title)s” was not submitted. Reason: %(reason)s");
    return fill(text, { title: isolate(act.title ?? ""), reason });
  }

  const text = gettext("Not saved: “%(sentence)s” – %(decision)s. Reason: %(reason)s");
  // Acts of an older version of this page have no words of their own.
  const sentence = act.text ?? fill(gettext("sentence %(id)s"), { id: act.entry.sentence });
  // The decision may quote the sentence that is its target.
  const decision = isolate(act.words ?? inWords(decisionFrom(act.entry)));
  return fill(text, { sentence: isolate(sentence), decision, reason });
}
