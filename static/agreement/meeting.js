/** The button that prints the sheet. Without this script it would do nothing, so it is hidden. */

const button = document.querySelector("[data-prints]");
if (button instanceof HTMLButtonElement) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
