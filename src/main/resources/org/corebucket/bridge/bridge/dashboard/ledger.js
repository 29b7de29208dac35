// The provenance panel: the ledger a page at a time, each page's hashes and links checked, and a walk through all of it.
// However long the ledger is, the page holds as many rows as it shows.

import { checked, FLAWS } from "./chain.js";
import { badge, byId, element, say } from "./elements.js";
import { linkedEntry, showEntry } from "./entry.js";
import { ask, TokenError } from "./feed.js";
import { clock, count, many, short } from "./words.js";

const ROWS = 15;
const WALKED_AT_ONCE = 200;
const FLAWS_LISTED = 8;

const rows = Array.from({ length: ROWS }, row);
byId("rows").append(...rows);

const buttons = ["newest", "newer", "older", "oldest", "check"].map(byId);
const goTo = [...byId("go").elements];

let token = null;
let onRefused = () => {};
let shown = null; // the page that is shown
let latest = true; // whether that is the newest, and follows what is new
let entries = -1; // how many the bridge says there are
let sought = null; // the entry that was asked for: {seq} or {place}
let loading = null;
let walking = null;

/** Reads the ledger with a token; refused is called when it is no longer taken. */
export function openLedger(given, refused) {
  token = given;
  onRefused = refused;
  [...buttons, ...goTo].forEach((control) => { control.disabled = false; });
  openLinked() || load("");
}

/** Goes to the entry that the page's address names, and opens it. */
function openLinked() {
  const seq = Number(linkedEntry() ?? 0);
  if (seq > 0) {
    load(`entry=${seq}&`, { seq, open: true });
  }
  return seq > 0;
}

/** Shows nothing any more. */
export function closeLedger() {
  token = null;
  shown = null;
  latest = true;
  entries = -1;
  loading?.abort();
  walking?.abort();
  [...buttons, ...goTo].forEach((control) => { control.disabled = true; });
  rows.forEach((node) => fill(node, undefined));
  badge(byId("page-verdict"), "none", "Unknown");
  byId("first").hidden = true;
}

/** The bridge says how long the ledger is; the newest page follows. */
export function showHead({ ledger }) {
  say(byId("entries"), count(ledger.entries));
  say(byId("head"), ledger.head || "none yet");
  byId("first").hidden = ledger.entries > 0;
  if (ledger.entries !== entries) {
    entries = ledger.entries;
    if (latest && shown && !loading) {
      load("");
    }
  }
}

async function load(query, wanted = null) {
  loading?.abort();
  const mine = new AbortController();
  loading = mine;
  byId("table").setAttribute("aria-busy", "true");
  try {
    const page = await fetchPage(`${query}limit=${ROWS}`, mine.signal);
    if (!mine.signal.aborted) {
      sought = wanted;
      show(page, query === "");
    }
  } catch (error) {
    failed(error, mine.signal);
  } finally {
    if (loading === mine) {
      loading = null;
      byId("table").setAttribute("aria-busy", "false");
    }
  }
}

async function fetchPage(query, signal) {
  const answer = await ask(`core/ledger?${query}`, token, signal);
  const page = await answer.json();
  const archived = { hash: page.archived_head ?? "", seq: page.archived ?? 0 };
  const entries = await checked(page.lines, page.lead, archived);
  const [segment, begin] = page.begin.split(".").map(Number);
  let offset = begin;
  for (const entry of entries) {
    entry.place = `${segment}.${offset}`;
    offset += entry.line.length + 1; // one character is one byte of the file; a line feed follows
  }
  return { ...page, checked: entries, archived: archived.seq };
}

function failed(error, signal) {
  if (error instanceof TokenError) {
    onRefused(error);
  } else if (!signal.aborted) {
    badge(byId("page-verdict"), "none", "Not read: the bridge can't be reached");
  }
}

function show(page, newest) {
  shown = page;
  latest = newest || (page.last && page.lines.length > 0);
  const newestFirst = [...page.checked].reverse();
  rows.forEach((node, i) => fill(node, newestFirst[i]));
  byId("newer").disabled = page.last;
  byId("newest").disabled = latest;
  byId("older").disabled = page.lead === null;
  byId("oldest").disabled = page.lead === null;
  const flawed = page.checked.filter((entry) => entry.flaws.length > 0).length;
  const marked = rows.find((node) => node.entry && isSought(node.entry));
  marked?.scrollIntoView({ block: "nearest" });
  if (marked && sought.open) {
    showEntry(marked.entry, { token, refused: onRefused });
  }
  if (sought?.seq !== undefined && !marked) {
    badge(byId("page-verdict"), "none", `There is no entry ${count(sought.seq)}`);
  } else if (page.lines.length === 0) {
    badge(byId("page-verdict"), "none", "No entry here");
  } else if (flawed === 0) {
    badge(byId("page-verdict"), "good", `${many(page.lines.length, "entry", "entries")} shown, all linked`);
  } else {
    badge(byId("page-verdict"), "bad", `${many(flawed, "broken entry", "broken entries")} shown`);
  }
}

function isSought({ seq, place }) {
  return sought !== null && (sought.place === undefined ? sought.seq === seq : sought.place === place);
}

function row() {
  const node = element("div", { role: "row", class: "row blank" });
  const open = element("button", { type: "button", class: "open", disabled: "" });
  open.addEventListener("click", () => node.entry && showEntry(node.entry, { token, refused: onRefused }));
  node.append(element("span", { role: "cell" }, open));
  for (const name of ["chain", "time", "module", "endpoint", "session code", "hash code"]) {
    node.append(element("span", { role: "cell", class: name }));
  }
  return node;
}

function fill(node, item) {
  node.entry = item;
  const entry = item?.entry ?? {};
  const flaws = item?.flaws ?? [];
  node.classList.toggle("blank", !item);
  node.classList.toggle("broken", flaws.length > 0);
  node.classList.toggle("sought", Boolean(item) && isSought(item));
  if (item && isSought(item)) {
    node.setAttribute("aria-current", "true");
  } else {
    node.removeAttribute("aria-current");
  }
  const [open, chain, time, module, endpoint, session, hash] = node.children;
  open.firstChild.disabled = !item;
  const number = item ? (item.seq === undefined ? "?" : count(item.seq)) : "";
  say(open.firstChild, number);
  open.firstChild.setAttribute("aria-label", item ? `Entry ${number}: show the line on disk` : "");
  say(chain, item ? (flaws.length === 0 ? "linked" : flaws.join(", ")) : "");
  say(time, entry.timestamp ? clock(String(entry.timestamp)) : "");
  say(module, entry.module ?? "");
  say(endpoint, entry.endpoint ?? "");
  say(session, entry.session_id ?? "");
  say(hash, item?.hash ? short(item.hash) : "");
}

byId("newest").addEventListener("click", () => load(""));
byId("newer").addEventListener("click", () => load(`after=${shown.end}&`));
byId("older").addEventListener("click", () => load(`before=${shown.begin}&`));
byId("oldest").addEventListener("click", () => load("after=1.0&"));
byId("go").addEventListener("submit", (event) => {
  event.preventDefault();
  const seq = Math.max(1, Number(byId("entry-number").value));
  load(`entry=${seq}&`, { seq });
});
window.addEventListener("hashchange", () => token !== null && openLinked());
byId("check").addEventListener("click", () => (walking ? walking.abort() : walk()));

/** Checks every entry, the oldest first, a page at a time, so that the browser stays free and its memory small. */
async function walk() {
  walking = new AbortController();
  const { signal } = walking;
  const found = { entries: 0, archived: 0, flawed: 0, listed: [] };
  byId("walk-flaws").replaceChildren();
  say(byId("check"), "Stop checking");
  byId("walk").dataset.tone = "none";
  try {
    await walkOn(found, signal);
    conclude(found);
  } catch (error) {
    say(byId("walk-verdict"), `Stopped after ${many(found.entries, "entry", "entries")}: the rest is not checked.`);
    failed(error, signal);
  } finally {
    walking = null;
    say(byId("check"), "Check the whole chain");
  }
}

async function walkOn(found, signal) {
  for (let place = "1.0", last = false; !last;) {
    const page = await fetchPage(`after=${place}&limit=${WALKED_AT_ONCE}`, signal);
    found.archived = page.archived;
    for (const entry of page.checked) {
      found.entries++;
      if (entry.flaws.length > 0) {
        found.flawed++;
        list(found, entry);
      }
    }
    last = page.last || page.lines.length === 0;
    place = page.end;
    byId("walk-progress").max = Math.max(1, entries, found.entries);
    byId("walk-progress").value = found.entries;
    say(byId("walk-verdict"), `Checked ${count(found.entries)} of ${count(Math.max(entries, found.entries))} entries`);
  }
}

function list(found, entry) {
  if (found.listed.length < FLAWS_LISTED) {
    found.listed.push(entry);
    const open = element("button", { type: "button", class: "link" },
      `${entry.seq === undefined ? `Line ${count(found.entries)}` : `Entry ${count(entry.seq)}`}: ${entry.flaws.join(", ")}`);
    open.addEventListener("click", () => load(`after=${entry.place}&`, { place: entry.place }));
    byId("walk-flaws").append(element("li", {}, open));
  }
}

function conclude(found) {
  const all = found.archived + found.entries;
  const short = all < entries;
  const sound = found.flawed === 0 && !short;
  byId("walk").dataset.tone = sound ? "good" : "bad";
  if (short) {
    say(byId("walk-verdict"), `${FLAWS.missing}: ${count(all)} ${found.archived > 0 ? "archived or on disk" : "on disk"}, and the bridge acknowledged ${count(entries)}.`);
  } else if (sound) {
    say(byId("walk-verdict"), `${many(found.entries, "entry", "entries")} checked: every hash and every link holds.${archivedWords(found)}`);
  } else {
    say(byId("walk-verdict"), `${many(found.entries, "entry", "entries")} checked: ${count(found.flawed)} broken.`);
  }
}

function archivedWords({ archived }) {
  return archived > 0 ? ` ${many(archived, "older one is archived, and was", "older ones are archived, and were")} not checked.` : "";
}
