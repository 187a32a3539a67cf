/**
 * Notices that the browser has translated the page, says so, and pauses the work: a label of a
 * translation would count as one of the article. The article is marked as not to be translated,
 * but not every translator keeps to that.
 */

/** @typedef {[Element, string]} Original  an element, and its text as it was written */

const READS_ORIGINAL = "reads-original";

const html = document.documentElement;
const ownLanguage = html.lang;
const notice = byId("translated");
const noticeOnText = byId("translated-text");
const ownWords = byId("own-words");
const ownText = readOwnWords();

let paused = false;
let saysReadsOriginal = sessionStorage.getItem(READS_ORIGINAL) !== null;

/** Whether nothing can be labelled until the person reads the original. */
export const isPaused = () => paused;

/**
 * @param {object} watched
 * @param {Element} watched.place  where the article is drawn
 * @param {() => Original[]} watched.originals  what it is drawn from
 * @param {() => void} watched.onChange  called when the work is paused or goes on
 */
export function watchTranslation({ place, originals, onChange }) {
  const changed = () => originals().filter(isChanged);

  function check() {
    const isTextChanged = changed().length > 0;
    const was = paused;
    paused = isTextChanged || (isPageTranslated() && !saysReadsOriginal);
    notice.hidden = !paused;
    noticeOnText.hidden = !isTextChanged;
    if (paused !== was) onChange();
  }

  byId("read-original").addEventListener("click", () => {
    saysReadsOriginal = true;
    sessionStorage.setItem(READS_ORIGINAL, "yes");
    for (const [element, text] of changed()) element.textContent = text;
    check();
  });

  const observer = new MutationObserver(check);
  const texts = { childList: true, characterData: true, subtree: true };
  observer.observe(html, { attributeFilter: ["class", "lang"] });
  observer.observe(ownWords, texts);
  observer.observe(place, texts);
  check();
}

/** Chrome says so by a class, some by the language; others only change the words. */
function isPageTranslated() {
  return (
    /(^|\s)translated-(ltr|rtl)(\s|$)/.test(html.className) ||
    html.lang !== ownLanguage ||
    readOwnWords() !== ownText
  );
}

/** The words without the keys, which are not translated and which people choose. */
function readOwnWords() {
  const copy = /** @type {Element} */ (ownWords.cloneNode(true));
  for (const key of copy.querySelectorAll("kbd")) key.remove();
  return copy.textContent;
}

/** @param {Original} original */
function isChanged([element, text]) {
  return element.textContent !== text && withoutReadingAids(element) !== plain(text);
}

/**
 * Browsers' helpers put the reading beside Chinese characters, and soft hyphens into long words.
 * @param {Element} element
 */
function withoutReadingAids(element) {
  const copy = /** @type {Element} */ (element.cloneNode(true));
  for (const reading of copy.querySelectorAll("rt, rp")) reading.remove();
  return plain(copy.textContent ?? "");
}

/** @param {string} text */
const plain = (text) => text.replace(/[\u00ad\u200b]/g, "");

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
