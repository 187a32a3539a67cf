// How many annotators get an article: with “Every annotator” ticked, the number isn't used.

const number = document.getElementById("id_overlap");
const everyone = document.getElementById("id_everyone");

if (number instanceof HTMLInputElement && everyone instanceof HTMLInputElement) {
  const follow = () => (number.disabled = everyone.checked);
  everyone.addEventListener("change", follow);
  // The browser may have kept the tick of an earlier visit.
  addEventListener("pageshow", follow);
  follow();
}
