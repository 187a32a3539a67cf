/** A strip with a tick for each sentence, in the colour of its label. A click leads there. */

const canvas = /** @type {HTMLCanvasElement} */ (document.getElementById("minimap"));

/** The colours of the labels, as they are on the screen now. @type {Map<string, string>} */
const colours = new Map();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => colours.clear());
matchMedia("(forced-colors: active)").addEventListener("change", () => colours.clear());

/**
 * @param {Pick<Look, "colour" | "isLit">[]} looks  in the order of the sentences
 */
export function drawMinimap(looks) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const { width, height } = fitToScreen();
  const step = width / Math.max(1, looks.length);
  const gap = step > 3 ? 1 : 0;

  context.clearRect(0, 0, width, height);
  looks.forEach(({ colour, isLit }, index) => {
    // An open sentence is a low tick, so that colour alone doesn't tell it from a labelled one.
    const size = isLit ? height : colour ? height * 0.7 : height * 0.25;
    context.fillStyle = colourOf(isLit && !colour ? "" : (colour ?? "open"));
    const x = isRtl() ? width - (index + 1) * step : index * step;
    context.fillRect(x, height - size, Math.max(1, step - gap), size);
  });
}

/**
 * The sentence at the place of a click.
 * @param {MouseEvent} event
 * @param {number} count  of the sentences
 */
export function sentenceAt(event, count) {
  const box = canvas.getBoundingClientRect();
  const part = (event.clientX - box.left) / box.width;
  return Math.min(count - 1, Math.floor((isRtl() ? 1 - part : part) * count));
}

const isRtl = () => document.documentElement.dir === "rtl";

/** One pixel of the canvas for one of the screen. */
function fitToScreen() {
  const width = Math.round(canvas.clientWidth * devicePixelRatio);
  const height = Math.round(canvas.clientHeight * devicePixelRatio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  return { width, height };
}

/** @param {string} name  of a label's colour; "open" for no label, "" for the text's colour */
function colourOf(name) {
  const known = colours.get(name);
  if (known) return known;

  const probe = document.createElement("i");
  if (name) probe.dataset.colour = name;
  probe.className = `tick ${name}`;
  canvas.after(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  colours.set(name, color);
  return color;
}
