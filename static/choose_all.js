/** A checkbox in the head of a table that chooses all rows which the table shows. */

for (const all of document.querySelectorAll("input[data-chooses]")) {
  if (all instanceof HTMLInputElement) prepare(all);
}

/** @param {HTMLInputElement} all */
function prepare(all) {
  const boxes = /** @type {HTMLInputElement[]} */ ([
    ...document.querySelectorAll(`input[type="checkbox"][name="${all.dataset.chooses}"]`),
  ]);

  // Without this script the checkbox would do nothing, so it is hidden until now.
  const label = all.closest("label");
  if (label) label.hidden = boxes.length === 0;

  const draw = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
  for (const box of boxes) box.addEventListener("change", draw);

  // The browser may have kept the choice of the last visit.
  draw();
}
