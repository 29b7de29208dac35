// One entry of the ledger, as it lies on disk.

import { badge, byId, element } from "./elements.js";

const FIELDS = ["timestamp", "endpoint", "module", "session_id", "nonce", "previous_hash", "hash", "key", "signature"];

const dialog = byId("entry");
byId("entry-close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) {
    dialog.close(); // beside it
  }
});

/** Shows an entry that was checked. */
export function showEntry({ line, seq, entry, flaws }) {
  byId("entry-title").textContent = seq === undefined ? "Not an entry" : `Entry ${seq}`;
  badge(byId("entry-verdict"), flaws.length === 0 ? "good" : "bad", flaws.length === 0 ? "Hash and link hold" : flaws.join(", "));
  byId("entry-fields").replaceChildren(...FIELDS.filter((name) => entry?.[name] !== undefined).map((name) =>
    element("div", {},
      element("dt", {}, name.replace("_", " ")),
      element("dd", {}, entry[name] === "" ? "none: the first entry" : String(entry[name])))));
  byId("entry-line").textContent = line;
  dialog.showModal();
}
