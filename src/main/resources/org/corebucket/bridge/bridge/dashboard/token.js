// The admin token: asked for once, and kept for this tab alone.

import { byId, say } from "./elements.js";

const KEPT = "bridgectl.token";

const dialog = byId("sign-in");
const input = byId("token");
const trouble = byId("token-trouble");

/** The token, if this tab has one. */
export const kept = () => sessionStorage.getItem(KEPT);

/** Lets go of the token. */
export function forget() {
  sessionStorage.removeItem(KEPT);
}

/** Asks for the token, saying why if there was trouble with the last one, and resolves when there is one. */
export function ask(why = "") {
  say(trouble, why);
  input.toggleAttribute("aria-invalid", why !== "");
  input.value = "";
  if (!dialog.open) {
    dialog.showModal();
  }
  input.focus();
  return new Promise((resolve) => {
    byId("sign-in-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const token = input.value.trim();
      input.value = "";
      sessionStorage.setItem(KEPT, token);
      dialog.close();
      resolve(token);
    }, { once: true });
  });
}

// There is nothing behind it to go back to.
dialog.addEventListener("cancel", (event) => event.preventDefault());
