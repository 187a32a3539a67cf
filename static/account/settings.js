/** The settings page: shows how the page looks with what is chosen, before it is saved. */

const form = /** @type {HTMLFormElement} */ (document.getElementById("settings-form"));
const LOOKS = ["theme", "text_size", "line_length", "line_spacing", "typeface"];

function showLooks() {
  const values = new FormData(form);
  for (const name of LOOKS) {
    const attribute = `data-${name.replace("_", "-")}`;
    document.documentElement.setAttribute(attribute, String(values.get(name)));
  }
}

/**
 * Select the key in a field, so that the next one replaces it.
 * @param {Event} event
 */
function selectKey({ target }) {
  if (target instanceof HTMLInputElement && target.matches(".key")) target.select();
}

form.addEventListener("change", showLooks);
form.addEventListener("focusin", selectKey);
form.addEventListener("input", selectKey);
// The browser may have restored other choices after a reload, or after going back.
addEventListener("pageshow", showLooks);
