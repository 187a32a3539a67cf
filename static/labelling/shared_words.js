/**
 * Which words the sentences of an article share, in any language: words are alike if their letters
 * are.
 */

/**
 * A word of an article: how much it counts, the indexes of its sentences, and for each of its parts
 * the numbers of the words that have it. `alike` has the words that are alike and how much, once it
 * was asked for.
 * @typedef {{
 *   weight: number, places: number[], parts: number[][], alike?: [Word, number][],
 * }} Word
 */

/**
 * The words of an article, and those of each sentence.
 * @typedef {{ words: Word[], sentences: Word[][] }} Vocabulary
 */

// Words are alike if they share half of their parts, as “engineer” and “engineering” do.
const PART = 3;
const ALIKE = 0.5;
// Short words are mostly grammar: one of two letters counts for nothing, one of six fully.
const EMPTY_LENGTH = 2;
const FULL_LENGTH = 6;

// What is read of a sentence, and of a word: no text can make a ranking slow.
const MAX_WORDS = 300;
const MAX_LENGTH = 40;

// Numbers; scripts without spaces, in which each two neighbours count as a word; other words.
const UNSPACED =
  "[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}]";
const TOKENS = new RegExp(
  `(?<number>\\p{N}+(?:[.,]\\p{N}+)*)|(?<unspaced>(?:${UNSPACED}\\p{M}*)+)|` +
    `(?<spaced>(?:(?!${UNSPACED})[\\p{L}\\p{M}])+)`,
  "gu",
);
const LETTERS = /.\p{M}*/gu;

/**
 * @param {readonly { text: string }[]} texts
 * @returns {Vocabulary}
 */
export function readWords(texts) {
  /** @type {Map<string, Word>} */
  const words = new Map();
  /** @type {Map<string, number[]>} */
  const withPart = new Map();

  const sentences = texts.map(({ text }, index) =>
    [...readTokens(text)].map(([token, isWhole]) => {
      let word = words.get(token);
      if (!word) {
        word = makeWord(token, isWhole);
        word.parts = partsOf(token, isWhole).map((part) => numbersOf(withPart, part));
        for (const numbers of word.parts) numbers.push(words.size);
        words.set(token, word);
      }
      word.places.push(index);
      return word;
    }),
  );
  return { words: [...words.values()], sentences };
}

/**
 * The words of a text, each with whether only the same one is alike.
 * @param {string} text
 */
function readTokens(text) {
  /** @type {Map<string, boolean>} */
  const tokens = new Map();
  for (const { groups } of text.toLowerCase().normalize("NFKD").matchAll(TOKENS)) {
    if (tokens.size >= MAX_WORDS) break;

    const { number, unspaced, spaced } = groups ?? {};
    if (spaced) tokens.set(spaced, false);
    else if (number) tokens.set(number, true);
    else {
      const letters = (unspaced.match(LETTERS) ?? []).slice(0, MAX_WORDS);
      for (let at = 1; at < letters.length; at++) tokens.set(letters[at - 1] + letters[at], true);
    }
  }
  return tokens;
}

/**
 * @param {string} token
 * @param {boolean} isWhole
 * @returns {Word}
 */
function makeWord(token, isWhole) {
  const weight = (token.length - EMPTY_LENGTH) / (FULL_LENGTH - EMPTY_LENGTH);
  return { weight: isWhole ? 1 : Math.max(0, Math.min(1, weight)), places: [], parts: [] };
}

/**
 * Each PART letters of a word that follow each other, with a mark before the first.
 * @param {string} token
 * @param {boolean} isWhole
 */
function partsOf(token, isWhole) {
  if (isWhole) return [token];

  /** @type {Set<string>} */
  const parts = new Set();
  const marked = `^${token}`.slice(0, MAX_LENGTH);
  for (let at = 0; at + PART <= marked.length; at++) parts.add(marked.slice(at, at + PART));
  return [...parts];
}

/**
 * @param {Map<string, number[]>} withPart
 * @param {string} part
 */
function numbersOf(withPart, part) {
  const numbers = withPart.get(part) ?? [];
  if (!numbers.length) withPart.set(part, numbers);
  return numbers;
}

/**
 * How many of the subject's words each sentence shares. A word that is rare in the article counts
 * more, and all count less where there are many.
 * @param {Vocabulary} vocabulary
 * @param {number} subject
 */
export function sharedWords({ words, sentences }, subject) {
  const count = sentences.length;
  const shared = new Float64Array(count);
  let all = 1;

  for (const word of sentences[subject]) {
    if (!word.weight) continue;

    const likeness = likenessOf(word, words);
    let frequency = 0;
    for (const value of likeness.values()) frequency += value;
    const rarity = Math.sqrt(Math.log(1 + (count - frequency + 0.5) / (frequency - 0.5)));
    for (const [index, value] of likeness) shared[index] += word.weight * rarity * value;
    all += word.weight * Math.log(1 + count);
  }

  return shared.map((value) => value / Math.sqrt(all));
}

/**
 * How alike the most alike word of each sentence is, from 0 to 1, by the sentence's index.
 * @param {Word} word
 * @param {Word[]} words
 */
function likenessOf(word, words) {
  word.alike ??= findAlike(word, words);

  /** @type {Map<number, number>} */
  const likeness = new Map();
  for (const [other, value] of word.alike) {
    for (const index of other.places) {
      likeness.set(index, Math.max(likeness.get(index) ?? 0, value));
    }
  }
  return likeness;
}

/**
 * The words that share enough parts with this one, itself among them.
 * @param {Word} word
 * @param {Word[]} words
 */
function findAlike(word, words) {
  const common = new Uint32Array(words.length);
  const found = [];
  for (const numbers of word.parts) {
    for (const number of numbers) {
      if (!common[number]) found.push(number);
      common[number] += 1;
    }
  }

  return found
    .map((number) => /** @type {[Word, number]} */ ([words[number], diceOf(number)]))
    .filter(([, value]) => value >= ALIKE);

  /** @param {number} number */
  function diceOf(number) {
    return (2 * common[number]) / (word.parts.length + words[number].parts.length);
  }
}
