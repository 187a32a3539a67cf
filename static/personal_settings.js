/** What the person has chosen for their account. The page has it as `settings`. */

/** @type {PersonalSettings} */
export const settings = JSON.parse(document.getElementById("settings")?.textContent ?? "");

// A page that the browser has kept, and shows again after going back, has the settings of before.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
