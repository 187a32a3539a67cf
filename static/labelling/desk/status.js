/**
 * The one status of the page, always in sight: saved, saving, or what keeps labels from being
 * saved. It is red, and spoken, only when the person has to do something.
 */

import { isPaused } from "../../browser_translation.js";
import { fill, fillCount, gettext, ngettext } from "../../translation.js";
import { projectOf } from "../outbox/holds.js";
import { speak } from "../screen.js";
import { byId, isOfThisProject, isOurs, outbox, state } from "../state.js";
import { setText } from "./desk.js";
import { capitalised } from "./words.js";

/** @typedef {{ text: string, isBad: boolean, isSignedOut?: boolean }} Status */

const place = byId("saved");
let isBad = false;

export function drawStatus() {
  const status = statusNow();
  setText(place, status.text);
  place.classList.toggle("bad", status.isBad);
  byId("sign-in").hidden = !status.isSignedOut;

  const isUnsaved = drawOtherProjects() || outbox.refused.length > 0;
  byId("refused").hidden = outbox.refused.length === 0;
  byId("unsaved-button").hidden = !isUnsaved;
  if (!isUnsaved) /** @type {HTMLDialogElement} */ (byId("unsaved")).close();
  if (status.isBad && !isBad) speak(status.text);
  isBad = status.isBad;
}

/** @returns {Status} */
function statusNow() {
  const waiting = outbox.waiting.filter(isOfThisProject);
  const hold = outbox.adding ? undefined : waiting.map((act) => outbox.holdOver(act)).find(Boolean);
  if (hold?.needsPerson) {
    const { why, isSignedOut } = hold;
    return { text: reasonText(why, waiting), isBad: true, isSignedOut };
  }
  if (outbox.refused.length) return { text: refusalText(), isBad: true };
  if (hold) return { text: reasonText(hold.why, waiting), isBad: false };
  if (waiting.length || outbox.adding) return { text: gettext("Saving…"), isBad: false };
  return savedText();
}

/** @returns {Status} */
function savedText() {
  if (isOurs() && isPaused()) return { text: gettext("Paused"), isBad: true };
  if (isOurs()) return { text: gettext("All saved"), isBad: false };
  if (state.assignment.article.withdrawn) return { text: gettext("Withdrawn"), isBad: true };
  if (state.isSubmitted) return { text: gettext("Submitted"), isBad: false };
  return { text: gettext("Read-only"), isBad: true };
}

/** Such as “3 not saved: this sentence is excluded as boilerplate”. */
function refusalText() {
  const count = outbox.refused.length;
  const text = ngettext(
    "%(count)s not saved: %(reason)s",
    "%(count)s not saved: %(reason)s",
    count,
  );
  const reason = (outbox.refused.at(-1)?.detail ?? "").replace(/\.$/, "");
  return fillCount(text, count, { reason });
}

/** Acts that wait for other projects, a line for each project and reason; whether there are any. */
function drawOtherProjects() {
  /** @type {Map<string, { project: string, reason: string, acts: Act[] }>} */
  const groups = new Map();
  for (const act of outbox.waiting) {
    const reason = outbox.holdOver(act)?.why;
    if (isOfThisProject(act) || !reason) continue;

    const key = JSON.stringify([projectOf(act), reason]);
    const project = act.project ?? projectOf(act).split("/").at(-2) ?? "";
    const acts = groups.get(key)?.acts ?? [];
    groups.set(key, { project, reason, acts: [...acts, act] });
  }

  const lines = [...groups.values()].map(({ project, reason, acts }) =>
    fill(gettext("“%(project)s”: %(status)s"), { project, status: reasonText(reason, acts) }),
  );
  setText(byId("elsewhere"), lines.join("\n"));
  byId("elsewhere").hidden = lines.length === 0;
  return lines.length > 0;
}

/**
 * @param {string} reason
 * @param {Act[]} acts
 */
function reasonText(reason, acts) {
  const values = { reason: capitalised(reason), waiting: waitingText(acts) };
  return fill(gettext("%(reason)s – %(waiting)s"), values);
}

/**
 * Such as “2 labels and 1 submission waiting to be sent”.
 * @param {Act[]} acts
 */
function waitingText(acts) {
  const submissionCount = acts.filter(({ kind }) => kind === "submit").length;
  const labelCount = acts.length - submissionCount;
  if (!submissionCount) {
    const text = ngettext(
      "%(count)s label waiting to be sent",
      "%(count)s labels waiting to be sent",
      labelCount,
    );
    return fillCount(text, labelCount);
  }
  if (!labelCount) {
    const text = ngettext(
      "%(count)s submission waiting to be sent",
      "%(count)s submissions waiting to be sent",
      submissionCount,
    );
    return fillCount(text, submissionCount);
  }

  const labelsText = ngettext("%(count)s label", "%(count)s labels", labelCount);
  const submissions = ngettext("%(count)s submission", "%(count)s submissions", submissionCount);
  return fill(gettext("%(labels)s and %(submissions)s waiting to be sent"), {
    labels: fillCount(labelsText, labelCount),
    submissions: fillCount(submissions, submissionCount),
  });
}
