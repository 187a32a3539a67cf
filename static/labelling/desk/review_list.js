/** What a person may want to look at again before the article is submitted. */

import { decisionOn, openTargets, page, state } from "../state.js";

/** @type {ReviewKind[]} */
export const REVIEW_KINDS = ["targets", "unsure", "notes", "skipped"];

/**
 * The sentences of each kind, by their indexes.
 * @returns {Record<ReviewKind, number[]>}
 */
export function sentencesToReview() {
  /** @param {(decision: Decision) => boolean} isMeant */
  const where = (isMeant) =>
    state.sentences.flatMap((_, index) => (isMeant(decisionOn(index)) ? [index] : []));

  return {
    targets: openTargets(),
    unsure: page.asks.confidence ? where(({ confidence }) => confidence === 1) : [],
    notes: where(({ note }) => note !== ""),
    skipped: where(({ skip_reason }) => skip_reason !== ""),
  };
}
