// One entry of the ledger, as it lies on disk, and the proof that it is in the log.

import { digest } from "./chain.js";
import { badge, byId, element, say } from "./elements.js";
import { ask, TokenError } from "./feed.js";
import { canCompute, parsedCheckpoint, parsedProof, ProofError, prove } from "./proof.js";
import { count, many } from "./words.js";

const FIELDS = ["timestamp", "endpoint", "module", "session_id", "nonce", "previous_hash", "hash", "key", "signature"];

const REFUSALS = {
  not_counted: "No checkpoint counts this entry yet. One is signed within minutes: ask again then.",
  no_log: "This bridge has no log, and so proves nothing. To give it one: bridgectl keys generate --log",
};

const dialog = byId("entry");
const buttons = [byId("proof-check"), byId("proof-save")];
let shown = null; // {item, session}: the entry that is shown, and whose token reads its proof

byId("entry-close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) {
    dialog.close(); // beside it
  }
});
dialog.addEventListener("close", () => history.replaceState(null, "", location.pathname));
byId("entry-copy").addEventListener("click", () => copy(byId("entry-line").textContent, "The line"));
byId("entry-link").addEventListener("click", () => copy(location.href, "The link"));
byId("proof-check").addEventListener("click", () => withProof(check));
byId("proof-save").addEventListener("click", () => withProof(save));

/** Shows an entry that was checked; session is {token, refused}, by which its proof is read. */
export function showEntry(item, session) {
  const { line, seq, entry, flaws } = item;
  shown = { item, session };
  byId("entry-title").textContent = seq === undefined ? "Not an entry" : `Entry ${seq}`;
  badge(byId("entry-verdict"), flaws.length === 0 ? "good" : "bad", flaws.length === 0 ? "Hash and link hold" : flaws.join(", "));
  byId("entry-fields").replaceChildren(...FIELDS.filter((name) => entry?.[name] !== undefined).map((name) =>
    element("div", {},
      element("dt", {}, name.replace("_", " ")),
      element("dd", {}, entry[name] === "" ? "none: the first entry" : String(entry[name])))));
  byId("entry-line").textContent = line;
  tell("none", seq === undefined ? "What is no entry has no proof." : "Not checked yet.");
  buttons.forEach((button) => { button.disabled = seq === undefined; });
  say(byId("entry-copied"), "");
  byId("entry-link").disabled = seq === undefined;
  history.replaceState(null, "", seq === undefined ? location.pathname : `#entry=${seq}`);
  dialog.showModal();
}

/** The number of the entry that the page's address names; undefined if it names none. */
export const linkedEntry = () => /^#entry=([1-9][0-9]{0,14})$/.exec(location.hash)?.[1];

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text); // there is none without TLS on another host
    say(byId("entry-copied"), `${what} is copied.`);
  } catch {
    say(byId("entry-copied"), "Your browser does not let this page copy: select the text, and copy it yourself.");
  }
}

function tell(tone, text) {
  byId("proof-verdict").dataset.tone = tone;
  say(byId("proof-verdict"), text);
}

/** Reads the proof of the entry that is shown, and does something with it. */
async function withProof(act) {
  const asked = shown;
  const tellIfShown = (tone, text) => shown === asked && tell(tone, text);
  tellIfShown("none", "Asking the bridge for the proof…");
  try {
    const answer = await ask(`bucket/entries/${asked.item.seq}?proof=1`, asked.session.token);
    const text = await answer.text();
    await act(text.slice(text.indexOf("\n") + 1), asked, tellIfShown); // the first line is the entry's
  } catch (error) {
    if (error instanceof TokenError) {
      dialog.close();
      asked.session.refused(error);
    } else if (error instanceof ProofError) {
      tellIfShown("bad", `NOT PROVED. ${error.message}`);
    } else {
      tellIfShown("none", REFUSALS[error.reason] ?? "Not read: the bridge can't be reached, or does not prove this entry.");
    }
  }
}

async function check(text, { item, session }, tellIfShown) {
  if (!canCompute()) {
    tellIfShown("none", "Your browser computes digests over TLS or on the bridge's own host only. Save the proof, and check it with"
      + " bridgectl provenance check-proof.");
    return;
  }
  const proof = parsedProof(text);
  await prove(proof, item.seq, await digest(item));
  const { origin, size, root } = proof.checkpoint;
  const now = parsedCheckpoint(await (await ask("log/checkpoint", session.token)).text());
  if (now.origin !== origin || (now.size === size && now.root !== root) || now.size < size) {
    throw new ProofError("The proof's checkpoint is not one of the log that the bridge shows.");
  }
  tellIfShown("good", `Proved: the line below is entry ${count(item.seq)} of the ${many(size, "entry", "entries")} that the log`
    + ` ${origin} counted in its checkpoint with the root ${root}. That was recomputed here. Who signed the checkpoint is for`
    + " bridgectl provenance check-proof, with keys that you have another way.");
}

/** Offers the proof as a file. */
async function save(text, { item }, tellIfShown) {
  parsedProof(text);
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = element("a", { href: address, download: `entry-${item.seq}.tlog-proof` });
  link.click();
  URL.revokeObjectURL(address);
  tellIfShown("none", `Saved as entry-${item.seq}.tlog-proof.`);
}
