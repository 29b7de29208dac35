// The two charts: SVG drawn to the pixel, minute by minute, with the threshold; read by pointer, by arrow keys, or by ear.

import { element, say, shape } from "./elements.js";
import { clock, count, millis } from "./words.js";

const HEIGHT = 168;
const EDGE = { left: 44, right: 8, top: 12, bottom: 22 };
const MINUTES = 61;
const QUARTER = 15;

/** A chart in a place of the page; its kind says how minutes are scaled, drawn and told. */
export class Chart {
  constructor(place, kind) {
    this.kind = kind;
    this.minutes = [];
    this.limit = 0;
    this.drawing = shape("svg", { height: HEIGHT, width: "100%", role: "img" });
    this.said = element("p", { class: "said", role: "status" });
    this.cursor = null;
    place.setAttribute("tabindex", "0");
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", `${kind.name}: arrow keys read minute by minute`);
    place.append(this.drawing, this.said);
    place.addEventListener("pointermove", (event) => this.point(event.clientX - place.getBoundingClientRect().left));
    place.addEventListener("pointerleave", () => this.moveTo(null));
    place.addEventListener("blur", () => this.moveTo(null));
    place.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.draw()).observe(place);
    this.place = place;
  }

  /** Shows these minutes, the oldest first. */
  show(minutes, limit) {
    this.minutes = minutes;
    this.limit = limit;
    this.draw();
  }

  draw() {
    this.width = this.place.clientWidth;
    if (this.minutes.length === 0 || this.width < 2 * EDGE.left) {
      return; // nothing is known yet, or there is no room
    }
    const scale = this.kind.scale(this.minutes, this.limit);
    this.y = (value) => EDGE.top + (1 - scale.share(value)) * (HEIGHT - EDGE.top - EDGE.bottom);
    this.step = (this.width - EDGE.left - EDGE.right) / MINUTES;
    this.x = (i) => EDGE.left + (i + 0.5) * this.step;
    this.drawing.setAttribute("viewBox", `0 0 ${this.width} ${HEIGHT}`);
    this.drawing.setAttribute("aria-label", this.kind.summary(this.minutes, this.limit));
    this.drawing.replaceChildren(...this.axes(scale), ...this.threshold(), ...this.kind.draw(this), ...this.mark());
  }

  axes(scale) {
    const parts = [];
    for (const { value, label } of scale.ticks) {
      const y = this.y(value);
      parts.push(shape("line", { class: "grid", x1: EDGE.left, x2: this.width - EDGE.right, y1: y, y2: y }));
      parts.push(shape("text", { class: "tick", x: EDGE.left - 8, y: y + 4, "text-anchor": "end" }, label));
    }
    this.minutes.forEach(({ minute }, i) => {
      if (Number(minute.slice(14, 16)) % QUARTER === 0 && i > 1 && i < MINUTES - 2) {
        const x = this.x(i);
        parts.push(shape("text", { class: "tick", x, y: HEIGHT - 5, "text-anchor": "middle" }, minute.slice(11, 16)));
      }
    });
    return parts;
  }

  threshold() {
    const y = this.y(this.limit);
    return this.limit > 0
      ? [shape("line", { class: "limit", x1: EDGE.left, x2: this.width - EDGE.right, y1: y, y2: y })]
      : [];
  }

  mark() {
    if (this.cursor === null || !this.minutes[this.cursor]) {
      say(this.said, "");
      return [];
    }
    const minute = this.minutes[this.cursor];
    say(this.said, `${clock(minute.minute).slice(11, 16)} UTC · ${this.kind.told(minute)}`);
    const x = this.x(this.cursor);
    return [shape("line", { class: "cursor", x1: x, x2: x, y1: EDGE.top, y2: HEIGHT - EDGE.bottom })];
  }

  point(left) {
    this.moveTo(Math.max(0, Math.min(MINUTES - 1, Math.floor((left - EDGE.left) / this.step))));
  }

  key(event) {
    const last = this.minutes.length - 1;
    const at = this.cursor ?? last + 1;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last, Escape: null }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.moveTo(to === null ? null : Math.max(0, Math.min(last, to)));
    }
  }

  moveTo(minute) {
    if (minute !== this.cursor) {
      this.cursor = minute;
      this.draw();
    }
  }
}

/** Mean and p99 on a logarithmic scale, which shows both an update of 2 ms and the threshold of 100. */
export const latencies = {
  name: "Latency",
  scale(minutes, limit) {
    const measured = minutes.filter((minute) => minute.accepted > 0);
    const low = Math.log10(measured.some((minute) => minute.mean_ms < 1) ? 0.1 : 1);
    const high = Math.log10(Math.max(2 * limit, 200, ...measured.map((minute) => 1.2 * minute.p99_ms)));
    const ticks = [];
    for (let power = low; power <= high; power++) {
      ticks.push({ value: 10 ** power, label: `${10 ** power} ms` });
    }
    const share = (value) => Math.max(0, Math.min(1, (Math.log10(value) - low) / (high - low)));
    return { ticks, share };
  },
  draw: (chart) => [
    shape("path", { class: "p99", d: line(chart, (minute) => minute.p99_ms) }),
    shape("path", { class: "mean", d: line(chart, (minute) => minute.mean_ms) }),
  ],
  told: (minute) =>
    minute.accepted === 0
      ? "nothing accepted"
      : `mean ${millis(minute.mean_ms)}, p99 ${millis(minute.p99_ms)}, ${count(minute.accepted)} accepted`,
  summary(minutes, limit) {
    const measured = minutes.filter((minute) => minute.accepted > 0);
    if (measured.length === 0) {
      return "Latency: nothing was accepted in the last hour";
    }
    const highest = Math.max(...measured.map((minute) => minute.p99_ms));
    const { mean_ms: mean } = measured[measured.length - 1];
    return `Latency: mean ${millis(mean)} in the last minute measured, highest p99 of the hour ${millis(highest)},`
      + ` threshold ${limit} ms`;
  },
};

/** A line with a gap where nothing was measured, and a dot where only one minute was. */
function line(chart, value) {
  let path = "";
  let drawn = false;
  chart.minutes.forEach((minute, i) => {
    const measured = minute.accepted > 0;
    if (measured) {
      const at = `${chart.x(i).toFixed(1)} ${chart.y(value(minute)).toFixed(1)}`;
      path += drawn ? `L${at}` : `M${at}h0`;
    }
    drawn = measured;
  });
  return path;
}

const KINDS = ["other", "replay", "signature"];
const rejects = (minute) => minute.signature + minute.replay + minute.other;

/** Rejects a minute as bars, one part a kind. */
export const rejections = {
  name: "Rejected requests",
  scale(minutes, limit) {
    const high = Math.max(1, 1.25 * limit, ...minutes.map((minute) => 1.1 * rejects(minute)));
    const step = niceStep(high / 3);
    const ticks = [];
    for (let value = 0; value <= high; value += step) {
      ticks.push({ value, label: count(value) });
    }
    return { ticks, share: (value) => value / high };
  },
  draw: (chart) => chart.minutes.flatMap((minute, i) => bar(chart, minute, i)),
  told: (minute) =>
    rejects(minute) === 0
      ? "nothing rejected"
      : KINDS.filter((kind) => minute[kind] > 0).reverse().map((kind) => `${kind} ${count(minute[kind])}`).join(", "),
  summary(minutes, limit) {
    const sum = minutes.reduce((all, minute) => all + rejects(minute), 0);
    const most = Math.max(0, ...minutes.map(rejects));
    return `Rejected requests: ${count(sum)} in the last hour, at most ${count(most)} a minute, threshold ${limit}`;
  },
};

function bar(chart, minute, i) {
  const width = Math.max(1.5, chart.step - 2);
  let below = 0;
  return KINDS.filter((kind) => minute[kind] > 0).map((kind) => {
    const bottom = chart.y(below);
    below += minute[kind];
    const top = chart.y(below);
    return shape("rect", { class: kind, x: chart.x(i) - width / 2, y: top, width, height: Math.max(1, bottom - top) });
  });
}

function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least);
}
