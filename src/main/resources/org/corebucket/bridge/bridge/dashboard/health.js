// The health panel.

import { Chart, latencies } from "./charts.js";
import { badge, byId, element, list, say } from "./elements.js";
import { count, duration, many, millis } from "./words.js";

const chart = new Chart(byId("latency-chart"), latencies);

/** Shows the bridge's health; minutes are those of the last hour. */
export function showHealth({ health, thresholds }, minutes) {
  const { warnings } = health;
  const sound = health.status === "ok";
  const warned = warnings.length === 0 ? "" : `, ${many(warnings.length, "warning")}`;
  badge(byId("status"), !sound ? "bad" : warned ? "warn" : "good", `${sound ? "OK" : "Error"}${warned}`);
  say(byId("uptime"), duration(health.uptime_s));
  say(byId("queue"), count(health.pending_queue));
  byId("queue").classList.toggle("over", health.pending_queue > thresholds.pending_queue);
  say(byId("errors"), count(health.error_count_24h));
  byId("errors").classList.toggle("over", health.error_count_24h > 0);
  say(byId("latency"), health.avg_latency_ms_24h > 0 ? millis(health.avg_latency_ms_24h) : "none yet");
  chart.show(minutes, thresholds.latency_ms);
  list(
    byId("warnings"),
    warnings.length === 0
      ? [{ key: "", node: () => element("li", { class: "none" }, "None: every threshold is kept") }]
      : warnings.map((warning) => ({ key: warning, node: () => element("li", {}, warning) })),
  );
  showWitnesses(health.log);
}

/** Shows what each witness of the log cosigned last, and up to where they are a quorum; nothing where there are none. */
function showWitnesses(log) {
  const there = log !== undefined && log.witnesses !== undefined;
  byId("witnesses-part").hidden = !there;
  const sentences = there
    ? [quorum(log), ...log.witnesses.map(cosigned)]
    : [];
  list(
    byId("witnesses"),
    sentences.map(({ sentence, sound }) => ({
      key: sentence,
      node: () => element("li", sound ? { class: "none" } : {}, sentence),
    })),
  );
}

function quorum({ quorum: { size, waiting_since }, size: signed }) {
  const waiting = waiting_since === "" ? "" : `; waited for since ${waiting_since}`;
  return { sentence: `A quorum up to size ${count(size)} of ${count(signed)}${waiting}`, sound: true };
}

function cosigned({ name, size, time, trouble }) {
  const last = time === "" ? "nothing yet" : `size ${count(size)} at ${time}`;
  return { sentence: `${name}: ${last}${trouble === "" ? "" : `; ${trouble}`}`, sound: trouble === "" };
}
