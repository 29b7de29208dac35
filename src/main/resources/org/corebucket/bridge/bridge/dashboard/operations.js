// What an operator has to see to: incidents with what to do, alerts and their delivery, and the automation's jobs.

import { badge, byId, element, list, say } from "./elements.js";
import { clock, count, due, many } from "./words.js";

const NOBODY = "The policy names nobody to alert: add alerts to canonical/policy.json, then bridgectl freeze --reason TEXT";

/** Shows the facts of these sections, which were true at a time. */
export function showOperations({ timestamp, sections }) {
  const of = (name) => sections.find((section) => section.name === name) ?? { level: "none", lines: [], facts: {} };
  incidents(of("stop"), timestamp);
  alerts(of("alerts"), timestamp);
  jobs(of("automation"), timestamp);
}

/** Shows items, or one line that says why there are none. */
function fill(place, items, otherwise) {
  list(byId(place), items.length > 0 ? items : [{ key: otherwise, node: () => element("li", { class: "none" }, otherwise) }]);
}

function incidents({ facts, lines }, now) {
  const open = facts.open_incidents;
  const critical = open?.some((one) => one.critical);
  badge(byId("incidents-now"), !open || facts.in_force || critical ? "bad" : open.length > 0 ? "warn" : "good",
    !open ? "Unknown" : facts.in_force ? "Emergency stop in force" : open.length > 0 ? `${many(open.length, "incident")} open` : "No incident open");
  fill("incidents", (open ?? []).map((one) => ({ key: JSON.stringify([one, now.slice(0, 10)]), node: () => incident(one, now) })),
    open ? "No incident is open." : lines[0] ?? "–");
}

function incident({ id, critical, summary, timestamp, remedies }, now) {
  return element("li", { "data-tone": critical ? "bad" : "warn" },
    element("p", {}, element("b", {}, summary)),
    element("p", { class: "of" }, `${critical ? "critical" : "warning"} · ${id}${timestamp ? ` · ${clock(timestamp, now)} UTC` : ""}`),
    element("ol", { "aria-label": `What to do about ${id}` }, ...remedies.map((remedy) => element("li", {}, remedy))));
}

function alerts({ facts, lines }, now) {
  const items = (facts.sinks ?? []).map((sink) => ({ key: JSON.stringify([sink, now.slice(0, 10)]), node: () => receiver(sink, now) }));
  fill("alerts", items, facts.sinks || lines.length === 0 ? NOBODY : lines[0]);
}

function receiver({ sink, waiting, oldest, failed_attempts: failed, error, ended, last_delivered: last }, now) {
  const bad = ended || (failed > 0 && waiting > 0);
  const queued = waiting > 0 ? `${count(waiting)} queued` : "none queued";
  const delivered = last ? `last delivered ${clock(last, now)} UTC` : "none delivered that is on record";
  const node = element("li", { "data-tone": bad ? "bad" : waiting > 0 ? "warn" : "good" },
    element("p", {}, element("b", {}, sink)),
    element("p", { class: "of" }, `${queued} · ${delivered}`));
  if (ended) {
    node.append(element("p", {}, `It wants no more alerts: ${ended}. Once it is back: bridgectl alert test`));
  } else if (bad) {
    node.append(element("p", {}, `Waiting since ${clock(oldest, now)} UTC, ${many(failed, "failed attempt")}, the last: ${error}`));
  }
  return node;
}

function jobs({ facts, lines }, now) {
  const all = facts.jobs ?? [];
  say(byId("jobs-none"), all.length > 0 ? "" : lines[0] ?? "–");
  list(byId("jobs"), all.map((one) => {
    const cells = [one.next_due ? due(one.next_due, now) : "–", one.last_run ? clock(one.last_run, now) : "never"];
    return { key: JSON.stringify([one, ...cells]), node: () => job(one, cells) };
  }));
}

function job({ job_name: name, trigger, maintenance, last_result: result, report }, [next, last]) {
  const cell = element("td", { "data-tone": result === "failed" ? "bad" : result === "ok" ? "good" : "none" },
    element("b", {}, result ?? "no run yet"), element("span", { class: "of" }, result ? ` ${last}` : ""));
  if (result === "failed") {
    cell.append(element("span", { class: "of" }, `cat ${report}`));
  }
  return element("tr", {},
    element("th", { scope: "row" }, name, element("span", { class: "of" }, trigger)),
    element("td", {}, maintenance ? `${next}, skipped: maintenance` : next),
    cell);
}
