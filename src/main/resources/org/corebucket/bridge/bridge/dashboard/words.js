// How times and numbers are told. Ages are by the bridge's clock, since the browser's may be wrong.

const WHOLE = new Intl.NumberFormat("en");
const STEPS = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];

/** A whole number with its thousands apart. */
export const count = (number) => WHOLE.format(number);

/** Milliseconds with as many digits as tell something. */
export function millis(value) {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ms`;
}

/** A number of seconds in its two largest units. */
export function duration(seconds) {
  let rest = Math.max(0, Math.floor(seconds));
  const parts = [];
  for (const [size, unit] of STEPS) {
    if (rest >= size || (size === 1 && parts.length === 0)) {
      parts.push(`${Math.floor(rest / size)} ${unit}`);
      rest %= size;
    }
  }
  return parts.slice(0, 2).join(" ");
}

/** How long ago something was, in its largest unit. */
export function ago(time, now) {
  const seconds = (Date.parse(now) - Date.parse(time)) / 1000;
  return seconds < 1 ? "just now" : `${duration(seconds).split(" ").slice(0, 2).join(" ")} ago`;
}

/** How long until something is, in its largest units. */
export function due(time, now) {
  const seconds = (Date.parse(time) - Date.parse(now)) / 1000;
  return seconds < 1 ? "now" : `in ${duration(seconds).split(" ").slice(0, seconds < 3600 ? 2 : 4).join(" ")}`;
}

/** A time of day in UTC; with its date unless that is today. */
export function clock(time, now) {
  const day = time.slice(0, 10);
  const hour = time.slice(11, 19);
  return now && now.startsWith(day) ? hour : `${day} ${hour}`;
}

/** The first digits of a hash. */
export const short = (hash) => (hash ? `${hash.slice(0, 12)}…` : "none yet");

/** One or many of something. */
export const many = (number, one, more = `${one}s`) => `${count(number)} ${number === 1 ? one : more}`;

const SIZES = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** A number of bytes in the unit that leaves three digits or fewer before the point. */
export function bytes(number) {
  const power = Math.min(SIZES.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, Math.abs(number))) / 10)));
  const value = number / 1024 ** power;
  return `${power === 0 ? count(number) : value.toFixed(value < 10 ? 1 : 0)} ${SIZES[power]}`;
}

/** A metric's value as text: bytes and seconds, as its name says, in units; numbers rounded to what is of interest; all else as it is. */
export function metric(name, value) {
  if (typeof value === "number") {
    if (name.endsWith("_bytes")) {
      return bytes(value);
    }
    if (/_(s|seconds)$/.test(name)) {
      return value < 1 ? `${Number(value.toPrecision(3))} s` : duration(value);
    }
    return Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(4)));
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}
