/** Reasons for not taking a decision, said to the person at once. */

import { gettext, fill } from "../../translation.js";
import { closedText } from "../desk/words.js";
import { bringIntoView, tell } from "../screen.js";
import { isEditable, state } from "../state.js";

/** Whether the lit sentence can be decided about: it is open for labels, and can be seen. */
export function canDecide() {
  if (!isEditable()) {
    tell(closedText());
    return false;
  }
  if (!bringIntoView()) return true;

  const number = state.current + 1;
  tell(fill(gettext("Sentence %(number)s was out of sight. Here it is."), { number }));
  return false;
}
