/** Commands that lead to what a person may want to look at again before the submission. */

import { gettext } from "../../translation.js";
import { REVIEW_KINDS, sentencesToReview } from "../desk/review_list.js";
import { tell } from "../screen.js";
import { state } from "../state.js";
import { go } from "./decisions.js";
import { askTargetOf } from "./targets.js";

/**
 * Go to the next sentence of a kind.
 * @param {ReviewKind} kind
 */
export function reviewKind(kind) {
  lead(sentencesToReview()[kind].map((index) => ({ kind, index })));
}

/** Go to the next sentence of any kind. */
export function reviewNext() {
  const found = sentencesToReview();
  const all = REVIEW_KINDS.flatMap((kind) => found[kind].map((index) => ({ kind, index })));
  lead(all.sort((one, other) => one.index - other.index));
}

/** @param {{ kind: ReviewKind, index: number }[]} items  in the order of the text */
function lead(items) {
  const next = items.find(({ index }) => index > state.current) ?? items[0];
  if (!next) return tell(gettext("Nothing to review."));

  if (next.kind === "targets") askTargetOf(next.index);
  else go(next.index);
}
