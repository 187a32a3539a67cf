/**
 * Which sentences a denial or a doubt is most likely about.
 *
 * Nothing here knows a language. docs/targets.md has the data that the weights were fitted to, and
 * how often the ranking is right.
 */

import { readWords, sharedWords } from "./shared_words.js";

export const MAX_CANDIDATES = 3;

/**
 * What the annotator has decided on a sentence so far: nothing, a skip, an opinion, a label that
 * has a target itself, or any other label.
 * @typedef {"undecided" | "skipped" | "opinion" | "pointing" | "labelled"} Kind
 */

/** @typedef {{ text: string, paragraph?: number }} Text */

// How much each sign counts. A difference of 1 makes a sentence e times as likely.
const SHARED = 4.8;
const DISTANCE = -1.05;
const AFTER = -4;
const PREVIOUS = 0.4;
const SAME_PARAGRAPH = 0.8;
/** @type {Record<Kind, number>} */
const KINDS = { undecided: 0, labelled: 0, opinion: -1.2, pointing: -2, skipped: -4 };

/** @type {WeakMap<readonly Text[], ReturnType<typeof readWords>>} */
const prepared = new WeakMap();

/**
 * The most likely targets of the sentence at `subject`: indexes, best first.
 *
 * The words are read once for each list of sentences, so pass the same list again.
 * @param {readonly Text[]} sentences
 * @param {number} subject
 * @param {(index: number) => Kind} kindOf
 */
export function rankCandidates(sentences, subject, kindOf) {
  const shared = sharedWords(prepareCandidates(sentences), subject);

  /** @param {number} index */
  const score = (index) => {
    const distance = Math.abs(index - subject);
    const isSameParagraph = sentences[index].paragraph === sentences[subject].paragraph;
    return (
      SHARED * shared[index] +
      DISTANCE * Math.log(distance) +
      (index > subject ? AFTER : 0) +
      (index === subject - 1 ? PREVIOUS : 0) +
      (isSameParagraph ? SAME_PARAGRAPH : 0) +
      KINDS[kindOf(index)]
    );
  };

  return sentences
    .flatMap((_, index) => (index === subject ? [] : [{ index, score: score(index) }]))
    .sort((one, other) => other.score - one.score)
    .slice(0, MAX_CANDIDATES)
    .map(({ index }) => index);
}

/**
 * The words of each sentence. Call it ahead to make the first ranking as quick as the others.
 * @param {readonly Text[]} sentences
 */
export function prepareCandidates(sentences) {
  let words = prepared.get(sentences);
  if (!words) {
    words = readWords(sentences);
    prepared.set(sentences, words);
  }
  return words;
}
