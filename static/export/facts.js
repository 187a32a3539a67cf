// The datasheet: a button adds what the app knows to an answer.

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
  document.querySelectorAll("button[data-into]")
)) {
  button.hidden = false;
  button.addEventListener("click", () => take(button));
}

/** @param {HTMLButtonElement} button */
function take(button) {
  const from = document.getElementById(button.dataset.from ?? "");
  const into = document.getElementById(button.dataset.into ?? "");
  if (!from || !(into instanceof HTMLTextAreaElement)) return;

  const known = (from.textContent ?? "").trim().replace(/\s+/g, " ");
  into.value = into.value.trim() ? `${into.value.trimEnd()}\n${known}` : known;
  into.focus();
}
