// The page as a whole: a token, a stream of events, an overview, five panels.

import { byId, say } from "./elements.js";
import { follow, TokenError } from "./feed.js";
import { showHealth } from "./health.js";
import { closeLedger, openLedger, showHead } from "./ledger.js";
import { showModules } from "./modules.js";
import { watch } from "./overview.js";
import { showSecurity } from "./security.js";
import * as tokens from "./token.js";

const MINUTES = 61;

let session = null;

/** Shows the bridge to whoever has this token, until it is refused or forgotten; then asks for another. */
async function show(token) {
  session = new AbortController();
  const mine = session;
  const history = new Map();
  byId("forget").disabled = false;
  let why = "";
  const refused = (error) => {
    why ||= error.message; // the first says it best: what is cut off after it can't read why
    mine.abort();
  };
  openLedger(token, refused);
  watch(token, mine.signal, refused);
  try {
    await follow(token, mine.signal, (event) => showAll(event, history), showConnection);
  } catch (error) {
    if (error instanceof TokenError) {
      refused(error);
    }
  }
  mine.abort();
  tokens.forget();
  closeLedger();
  byId("forget").disabled = true;
  showConnection("closed");
  start(why);
}

function showAll(event, history) {
  for (const minute of event.minutes) {
    history.set(minute.minute, minute);
  }
  const minutes = [...history.values()].sort((a, b) => (a.minute < b.minute ? -1 : 1)).slice(-MINUTES);
  for (const minute of history.keys()) {
    if (minute < minutes[0].minute) {
      history.delete(minute);
    }
  }
  say(byId("host"), event.health.database ? `${location.host}, node ${event.health.node}` : location.host);
  say(byId("overview-node"), event.health.node ? `node ${event.health.node}` : "");
  showHealth(event, minutes);
  showSecurity(event, minutes);
  showModules(event);
  showHead(event);
  document.documentElement.dataset.stale = "false";
}

function showConnection(state, wait = 0) {
  const place = byId("connection");
  place.dataset.state = state;
  const words = {
    live: "Live",
    waiting: `Connection lost, trying again in ${Math.max(1, Math.round(wait / 1000))} s`,
    stopped: `Emergency stop in force: the bridge was ended. Asking again in ${Math.max(1, Math.round(wait / 1000))} s`,
    closed: "Not connected",
  };
  say(place, words[state]);
  if (state !== "live") {
    document.documentElement.dataset.stale = "true";
  }
}

async function start(why) {
  show(tokens.kept() ?? await tokens.ask(why));
}

byId("forget").addEventListener("click", () => session?.abort());
say(byId("host"), location.host);
start("");
