// The modules panel: a card a module, the same ones as long as the modules are the same.

import { badge, byId, element, list, say } from "./elements.js";
import { ago, count, many, metric } from "./words.js";

/** Shows how the modules are. */
export function showModules({ health, modules }) {
  list(byId("modules"), modules.map(({ name }) => ({ key: name, node: () => card(name) })));
  modules.forEach((module, i) => fill(byId("modules").children[i], module, health.timestamp));
  const late = modules.filter((module) => module.late && module.heartbeat).length;
  const failing = modules.filter((module) => state(module).tone === "bad").length;
  const tone = failing > 0 ? "bad" : late > 0 ? "warn" : "good";
  badge(byId("modules-now"), tone, late > 0 ? `${count(late)} late of ${count(modules.length)}` : `${many(modules.length, "module")}`);
}

function card(name) {
  const facts = ["Last heartbeat", "Last sync", "Updates"];
  return element("li", { class: "card" },
    element("header", {}, element("h3", {}, name), element("p", { class: "badge" })),
    element("dl", { class: "facts" },
      ...facts.map((fact) => element("div", {}, element("dt", {}, fact), element("dd", {})))),
    element("ul", { class: "metrics", tabindex: "0", "aria-label": `Metrics of ${name}` }));
}

function fill(node, module, now) {
  const { heartbeat } = module;
  const { tone, text } = state(module);
  badge(node.querySelector(".badge"), tone, text);
  const [beat, sync, updates] = node.querySelectorAll("dd");
  say(beat, heartbeat ? ago(heartbeat.time, now) : "never");
  say(sync, module.last_sync ? ago(module.last_sync, now) : "never");
  say(updates, count(module.updates));
  const metrics = heartbeat ? Object.entries(heartbeat.metrics) : [];
  const items = metrics.map(([name, value]) => ({
    key: `${name} ${JSON.stringify(value)}`,
    node: () => element("li", {}, element("span", {}, name), element("b", {}, metric(name, value))),
  }));
  const none = { key: "", node: () => element("li", { class: "none" }, heartbeat ? "It sends no metrics" : "No heartbeat yet") };
  list(node.querySelector(".metrics"), items.length > 0 ? items : [none]);
}

function state({ heartbeat, late, registered }) {
  if (!registered) {
    return { tone: "none", text: "not registered" };
  }
  if (!heartbeat) {
    return { tone: "none", text: "never heard" };
  }
  if (late) {
    return { tone: "warn", text: "late" };
  }
  const tone = { alive: "good", warning: "warn", error: "bad" }[heartbeat.status] ?? "none";
  return { tone, text: heartbeat.status };
}
