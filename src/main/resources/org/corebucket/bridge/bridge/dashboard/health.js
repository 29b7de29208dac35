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
  say(byId("latency"), millis(health.avg_latency_ms_24h));
  chart.show(minutes, thresholds.latency_ms);
  list(
    byId("warnings"),
    warnings.length === 0
      ? [{ key: "", node: () => element("li", { class: "none" }, "None: every threshold is kept") }]
      : warnings.map((warning) => ({ key: warning, node: () => element("li", {}, warning) })),
  );
}
