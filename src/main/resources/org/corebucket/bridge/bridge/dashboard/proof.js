// Whether an entry is in the log (CONTRACT 14), recomputed here from its line and the proof: nothing that the bridge says of it is
// believed. Who signed the proof's checkpoint is not looked at: the keys for that would come from the same bridge.

const FIRST_LINE = "c2sp.org/tlog-proof@v1";
const HASH = /^[A-Za-z0-9+/]{43}=$/;
const NUMBER = /^(?:0|[1-9][0-9]{0,14})$/;

/** What is wrong with a proof; the message is a sentence for whoever looks at the entry. */
export class ProofError extends Error {}

/** Whether this page may compute digests: browsers allow that over TLS, and on the host's own addresses. */
export const canCompute = () => Boolean(globalThis.crypto?.subtle);

/** What a proof in the form of c2sp.org/tlog-proof says: {index, path, checkpoint}. */
export function parsedProof(text) {
  const [head, ...rest] = text.split("\n\n");
  const lines = head.split("\n");
  const checkpoint = parsedCheckpoint(rest.join("\n\n"));
  if (lines.shift() !== FIRST_LINE) {
    throw new ProofError(`The proof does not begin with ${FIRST_LINE}.`);
  }
  if (lines[0]?.startsWith("extra ")) {
    lines.shift();
  }
  const index = lines.shift() ?? "";
  if (!index.startsWith("index ") || !NUMBER.test(index.slice(6)) || !lines.every((line) => HASH.test(line))) {
    throw new ProofError("The proof has no index, or a line that is no hash.");
  }
  return { index: Number(index.slice(6)), path: lines, checkpoint };
}

/** What a checkpoint in the form of c2sp.org/tlog-checkpoint says: {origin, size, root}. */
export function parsedCheckpoint(text) {
  const [origin, size, root] = text.split("\n");
  if (!origin || !NUMBER.test(size ?? "") || !HASH.test(root ?? "")) {
    throw new ProofError("There is no checkpoint of origin, size and root.");
  }
  return { origin, size: Number(size), root };
}

/** Passes if the entry of this number and hash, in hex, is where the proof says (RFC 9162, section 2.1.3.2); else throws. */
export async function prove({ index, path, checkpoint: { size, root } }, seq, hash) {
  if (index !== seq - 1) {
    throw new ProofError(`The proof is of entry ${index + 1}.`);
  }
  if (index >= size) {
    throw new ProofError(`The proof's checkpoint counts ${size} entries only.`);
  }
  let node = index;
  let last = size - 1;
  let found = await sha256([0], bytesOfHex(hash));
  for (const text of path) {
    const sibling = bytesOf(text);
    if (last === 0) {
      throw new ProofError("The proof has more hashes than the tree is high.");
    }
    if (node % 2 === 1 || node === last) {
      found = await sha256([1], sibling, found);
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2);
        last = Math.floor(last / 2);
      }
    } else {
      found = await sha256([1], found, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0) {
    throw new ProofError("The proof has fewer hashes than the tree is high.");
  }
  if (btoa(String.fromCharCode(...found)) !== root) {
    throw new ProofError("The proof leads to another root than its checkpoint has: the entry is not what was signed.");
  }
}

async function sha256(...parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
}

const bytesOf = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
const bytesOfHex = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
