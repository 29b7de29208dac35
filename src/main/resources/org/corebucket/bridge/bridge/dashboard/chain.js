// The chain's checks (CONTRACT 8), made here from the bytes on disk: nothing that the bridge says of them is believed.

const LINE = /^\{"endpoint": "(?:[^"\\]|\\.)*", ("hash": "([0-9a-f]{64})", )"key": /;

/** What is wrong with an entry, in the words of `bridgectl provenance verify`. */
export const FLAWS = {
  unreadable: "not an entry",
  changed: "hash mismatch",
  unlinked: "unlinked",
  missing: "missing entry",
};

/** An entry's line taken apart: {line, seq, hash, previous, entry}; without a hash if it is not an entry. */
export function parsed(line) {
  const found = LINE.exec(line);
  if (!found) {
    return { line };
  }
  try {
    const entry = JSON.parse(line);
    return { line, cut: found[1], hash: found[2], previous: entry.previous_hash, seq: entry.seq, entry };
  } catch {
    return { line };
  }
}

/** Checks lines that follow each other, the oldest first, and the line or archived entry before them; gives each parsed, with its flaws. */
export async function checked(lines, lead, archived = { hash: "", seq: 0 }) {
  let before = lead === null ? archived : parsed(lead);
  const entries = lines.map(parsed);
  const digests = await Promise.all(entries.map((entry) => (entry.hash ? digest(entry) : "")));
  entries.forEach((entry, i) => {
    entry.flaws = flaws(entry, digests[i], before);
    before = entry;
  });
  return entries;
}

function flaws(entry, digest, before) {
  if (!entry.hash) {
    return [FLAWS.unreadable];
  }
  const found = [];
  if (entry.hash !== digest) {
    found.push(FLAWS.changed);
  }
  if (before.seq !== undefined && entry.seq !== before.seq + 1) {
    found.push(FLAWS.missing);
  }
  if (entry.previous !== before.hash) {
    found.push(FLAWS.unlinked);
  }
  return found;
}

/** The SHA-256 of the line without its hash, in hex. */
export async function digest({ line, cut }) {
  const text = line.replace(cut, "");
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    bytes[i] = text.charCodeAt(i); // one character is one byte of the file
  }
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
