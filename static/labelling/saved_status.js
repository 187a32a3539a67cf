/** What the page says about the outbox: saved, saving, or why labels wait. */

import { fill, fillCount, gettext, ngettext } from "../translation.js";
import { projectOf } from "./outbox/holds.js";
import { setText } from "./screen.js";
import { byId, isOfThisProject, outbox } from "./state.js";

export function drawSavedStatus() {
  const waiting = outbox.waiting.filter(isOfThisProject);
  const hold = outbox.adding ? undefined : waiting.map((act) => outbox.holdOver(act)).find(Boolean);

  byId("saved").classList.toggle("wait", Boolean(hold) || outbox.refused.length > 0);
  byId("sign-in").hidden = !hold?.isSignedOut;
  setText(byId("saved"), statusText(waiting, hold?.why));
  drawOtherProjects();
}

/**
 * @param {Act[]} waiting
 * @param {string | undefined} reason
 */
function statusText(waiting, reason) {
  if (waiting.length || outbox.adding) {
    return reason ? reasonText(reason, waiting) : gettext("Saving…");
  }

  const count = outbox.refused.length;
  if (!count) return gettext("All saved");
  return fillCount(ngettext("%(count)s not saved", "%(count)s not saved", count), count);
}

/** Acts that wait for other projects: one line for each project and reason. */
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
}

/**
 * @param {string} reason
 * @param {Act[]} acts
 */
function reasonText(reason, acts) {
  // Reasons of the server start with a small letter.
  const capitalised = reason[0].toUpperCase() + reason.slice(1);
  const values = { reason: capitalised.replace(/\.$/, ""), waiting: waitingText(acts) };
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
