// The strip on top: how the whole deployment is, section by section, in the words of `bridgectl status`.

import { byId, element, list, say } from "./elements.js";
import { ask, TokenError } from "./feed.js";
import { showOperations } from "./operations.js";
import { due } from "./words.js";

const PAUSE = 10000;

const TITLES = {
  stop: "Incidents",
  verify: "Verdict",
  seal: "Seal",
  watch: "Watch",
  outbox: "Outbox",
  alerts: "Alerts",
  ledger: "Ledger",
  heartbeats: "Heartbeats",
  automation: "Automation",
  certificate: "Certificate",
  approval: "Decisions",
};
const TONES = { ok: "good", none: "none", warning: "warn", error: "bad" };
const WORDS = { ok: "OK", none: "nothing yet", warning: "to look at", error: "wrong" };

let chosen = "";
let shown = [];
let asked = "";

/** Asks for the overview now and then, until the signal aborts. A token that is not taken is for onRefused. */
export async function watch(token, signal, onRefused) {
  while (!signal.aborted) {
    try {
      show(await (await ask("core/overview", token, signal)).json());
    } catch (error) {
      if (error instanceof TokenError) {
        onRefused(error);
      }
      if (signal.aborted) {
        break;
      }
      say(byId("overview-age"), asked === "" ? "" : `as of ${asked}, and not known since`);
    }
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, PAUSE);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      }, { once: true });
    });
  }
}

/** Shows the sections; those that need a look come with their words, all others behind their button. */
function show(overview) {
  const { timestamp, system, host, sections } = overview;
  showOperations(overview);
  shown = sections;
  asked = timestamp;
  say(byId("overview-of"), [system, host].filter(Boolean).join(" on "));
  say(byId("overview-age"), `as of ${timestamp.slice(11, 19)}`);
  list(
    byId("overview"),
    sections.map((section) => ({ key: JSON.stringify([section, section.name === chosen]), node: () => tile(section) })),
  );
  detail();
}

function tile(section) {
  const { name, level } = section;
  const open = name === chosen;
  const button = element(
    "button",
    { type: "button", class: "tile", "data-tone": TONES[level], "aria-expanded": String(open), "aria-controls": "overview-detail" },
    element("b", {}, TITLES[name] ?? name),
    element("span", { class: "hidden" }, ` ${WORDS[level]}: `),
    element("span", { class: "brief" }, brief(section)),
  );
  button.addEventListener("click", () => choose(open ? "" : name, name));
  return element("li", {}, button);
}

/** What fits a tile: an age comes before its time, and what is due next beside what was last. */
function brief({ name, level, lines, facts }) {
  if (name === "automation" && level === "ok") {
    const next = facts.jobs.map((job) => job.next_due).filter(Boolean).sort()[0];
    const last = lines[0].replace(/^.*, the last /, "last ");
    return next ? `next ${due(next, asked)}, ${last}` : last;
  }
  return lines[0].replace(/^EMERGENCY STOP/, "STOP").replace(/ \(\d{4}-[^)]*\)$/, "");
}

function choose(name, focused) {
  chosen = name;
  const at = shown.findIndex((section) => section.name === focused);
  list(
    byId("overview"),
    shown.map((section) => ({ key: JSON.stringify([section, section.name === chosen]), node: () => tile(section) })),
  );
  byId("overview").children[at]?.querySelector("button").focus();
  detail();
}

function detail() {
  const place = byId("overview-detail");
  const section = shown.find(({ name }) => name === chosen);
  place.hidden = section === undefined;
  if (section === undefined) {
    return;
  }
  list(
    byId("overview-lines"),
    section.lines.map((line, i) => ({ key: `${section.name} ${i} ${line}`, node: () => element("li", {}, line) })),
  );
  byId("overview-next").hidden = section.next === "";
  say(byId("overview-command"), section.next);
}
