/** Explains why a passkey failed; allauth's own script does the rest. */

import { gettext } from "../translation.js";

/** @type {Record<string, string>} */
const EXPLANATIONS = {
  NotAllowedError: gettext(
    "The passkey request was cancelled or took too long. Try again, or use your password.",
  ),
  SecurityError: gettext("Passkeys need https and a domain name."),
  InvalidStateError: gettext("This device already has a passkey for your account."),
};
const trouble = document.getElementById("passkey-trouble");

document.addEventListener("allauth.error", (event) => {
  if (!(event instanceof CustomEvent) || !trouble) return;
  event.preventDefault();

  trouble.textContent =
    EXPLANATIONS[event.detail.exception?.name] ??
    gettext("The passkey didn’t work. Try again, or use your password.");
  trouble.hidden = false;
});

// Without passkeys in the browser, the button would do nothing.
if (!window.PublicKeyCredential) document.getElementById("passkey_login")?.remove();
