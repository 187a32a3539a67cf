/** The “Copy” buttons: each copies the text, or the value, of the element that it names. */

for (const button of document.querySelectorAll("[data-copies]")) {
  if (button instanceof HTMLButtonElement) prepare(button);
}

/** @param {HTMLButtonElement} button */
function prepare(button) {
  const source = document.getElementById(button.dataset.copies ?? "");
  const told = button.nextElementSibling;
  if (!source || !told) return;

  // Without this script the button would do nothing, so it is hidden until now.
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await ("formatted" in button.dataset
        ? copyFormatted(source)
        : navigator.clipboard.writeText(textOf(source)));
      told.textContent = button.dataset.copied ?? "";
    } catch {
      // The clipboard is missing on pages without HTTPS, or not allowed.
      select(source);
      told.textContent = button.dataset.selected ?? "";
    }
  });
  button.addEventListener("blur", () => (told.textContent = ""));
}

/**
 * A word processor then gets paragraphs and tables, and a plain editor a table with tabs.
 *
 * @param {HTMLElement} source
 */
async function copyFormatted(source) {
  await navigator.clipboard.write([
    new ClipboardItem({
      "text/plain": new Blob([source.innerText.trim()], { type: "text/plain" }),
      "text/html": new Blob([source.innerHTML], { type: "text/html" }),
    }),
  ]);
}

/** @param {HTMLElement} source */
function textOf(source) {
  const isField = source instanceof HTMLInputElement || source instanceof HTMLTextAreaElement;
  return isField ? source.value : (source.textContent ?? "").trim();
}

/** @param {HTMLElement} source */
function select(source) {
  // What is folded away can't be selected.
  const folded = source.closest("details");
  if (folded) folded.open = true;

  if (source instanceof HTMLInputElement || source instanceof HTMLTextAreaElement) {
    // Selecting moves the focus to the field, where Ctrl+C works at once.
    source.select();
  } else {
    document.getSelection()?.selectAllChildren(source);
  }
}
