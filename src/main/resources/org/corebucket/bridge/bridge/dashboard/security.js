// The security panel.

import { Chart, rejections } from "./charts.js";
import { badge, byId, element, list, say } from "./elements.js";
import { ago, clock, count, many } from "./words.js";

const chart = new Chart(byId("rejects-chart"), rejections);

/** Shows what was rejected, and whose signature was last found valid. */
export function showSecurity({ health, thresholds, refusals, modules }, minutes) {
  const { security, timestamp } = health;
  const { signature, replay, other } = minutes[minutes.length - 1];
  const now = signature + replay + other;
  const tone = now > thresholds.rejects_a_minute ? "bad" : now > 0 ? "warn" : "good";
  badge(byId("rejects-now"), tone, now === 0 ? "Quiet" : `${many(now, "reject")} this minute`);
  say(byId("signature-rejects"), count(security.signature_rejects_24h));
  say(byId("replay-rejects"), count(security.replay_rejects_24h));
  say(byId("other-rejects"), count(security.other_rejects_24h));
  say(byId("nonce"), security.last_nonce || "none yet");
  chart.show(minutes, thresholds.rejects_a_minute);
  showSigned(modules, timestamp);
  showRefusals(refusals, timestamp);
}

function showSigned(modules, now) {
  list(byId("signed"), modules.map(({ name }) => ({
    key: name,
    node: () => element("li", {}, element("b", {}, name), element("span", {})),
  })));
  modules.forEach(({ last_signed: signed }, i) => {
    say(byId("signed").children[i].lastChild, signed ? ago(signed, now) : "never");
  });
}

function showRefusals(refusals, now) {
  const seen = new Map();
  const items = refusals.map((refusal) => {
    const { time, reason, module, endpoint } = refusal;
    const same = JSON.stringify(refusal);
    seen.set(same, (seen.get(same) ?? 0) + 1);
    return {
      key: `${same}${seen.get(same)}`,
      node: () => element("li", { title: `${time} ${endpoint}` },
        element("time", { datetime: time }, clock(time, now)),
        element("b", { class: `reason ${reason}` }, reason.replaceAll("_", " ")),
        element("span", {}, module || endpoint)),
    };
  });
  list(byId("refusals"), items.length > 0 ? items : [{ key: "", node: () => element("li", { class: "none" }, "Nothing yet") }]);
}
