// A new project: the short name follows the name, until somebody writes one by hand.

const nameField = document.getElementById("id_name");
const slugField = document.getElementById("id_slug");
const remark = document.getElementById("no-suggestion");

// Latin letters that aren't a letter of a–z with an accent.
const SPELLED_OUT = new Map([
  ["ß", "ss"],
  ["æ", "ae"],
  ["œ", "oe"],
  ["ø", "o"],
  ["đ", "d"],
  ["ð", "d"],
  ["þ", "th"],
  ["ł", "l"],
  ["ı", "i"],
]);

if (nameField instanceof HTMLInputElement && slugField instanceof HTMLInputElement && remark) {
  let suggested = suggestion(nameField.value, slugField.maxLength);
  // What came back with an error was chosen, unless it is what would be suggested.
  let isOwn = slugField.value !== "" && slugField.value !== suggested;

  nameField.addEventListener("input", () => {
    if (isOwn) return;
    suggested = suggestion(nameField.value, slugField.maxLength);
    slugField.value = suggested;
    remark.hidden = suggested !== "" || nameField.value.trim() === "";
  });
  slugField.addEventListener("input", () => {
    // An empty field follows the name again.
    isOwn = slugField.value !== "";
    remark.hidden = true;
  });
}

/**
 * Returns "" for a name with letters of another script: what is left of it would mislead.
 *
 * @param {string} text
 * @param {number} longest
 */
function suggestion(text, longest) {
  const spelled = Array.from(text.toLowerCase(), (letter) => SPELLED_OUT.get(letter) ?? letter);
  const plain = spelled.join("").normalize("NFKD").replace(/\p{M}/gu, "");
  if (/(?![a-z])\p{L}/u.test(plain)) return "";

  const words = plain.replace(/['’]/g, "").match(/[a-z0-9]+/g) ?? [];
  return words.join("-").slice(0, longest).replace(/-$/, "");
}
