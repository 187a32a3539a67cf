/** Reasons for not taking a decision, said to the person at once. */

import { fill, gettext } from "../../translation.js";
import { closedText } from "../desk/words.js";
import { bringIntoView, tell } from "../screen.js";
import { isEditable, state } from "../state.js";

/** Whether the article is open for this person's labels. */
export function canChange() {
  if (isEditable()) return true;

  tell(closedText());
  return false;
}

/** Whether the lit sentence can be decided about: it can also be seen. */
export function canDecide() {
  if (!canChange()) return false;
  if (!bringIntoView()) return true;

  const number = state.current + 1;
  tell(fill(gettext("Sentence %(number)s was out of sight. Here it is."), { number }));
  return false;
}
