// Says in words why a passkey did not work; allauth's own script does the rest.

const WHY = {
  NotAllowedError: "It was cancelled, or took too long. Try again, or use your password.",
  SecurityError: "Passkeys work only where this site has a name and https, not at a bare number.",
  InvalidStateError: "This device has a passkey for your account already.",
};
const trouble = document.getElementById("passkey-trouble");

/** @param {string} text */
function say(text) {
  trouble.textContent = text;
  trouble.hidden = false;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  say(
    WHY[event.detail.exception?.name] ??
      "The passkey did not work. Try again, or use your password.",
  );
});

if (!window.PublicKeyCredential) {
  document.getElementById("passkey_login")?.remove();
}
