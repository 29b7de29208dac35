#!/usr/bin/env node
// Sends one update to a Core-Bucket Bridge, and checks the receipt. Needs Node.js 18, nothing else.
//
// Usage: bridge-client.mjs FILE        FILE holds the data, a JSON object; - is standard input.
//
// The environment says the rest:
//   BRIDGE_URL           like https://bridge.example
//   BRIDGE_MODULE        the module that sends
//   BRIDGE_KEY           the file of its private key (PEM)
//   BRIDGE_TOKEN_FILE    the file of its token
//   BRIDGE_SESSION       the id of an update of which it is not known whether it is stored; else a new one
//   NODE_EXTRA_CA_CERTS  the authority to trust over TLS (PEM), besides those of Node.js
//
// Exit codes: 0 it is in the ledger, and the receipt holds; 1 the bridge refuses it, or the receipt does not hold;
// 64 usage; 69 it is not known whether it is stored: run it again with the BRIDGE_SESSION that is named then.
import { createHash, randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";

const PATIENCE = 120_000; // ms for all attempts; a timestamp is fresh for 300,000
const TIMEOUT = 15_000; // ms for one attempt

/** The bridge will never take this update, or its receipt does not hold. */
export class Refused extends Error {}

/** Nobody knows yet whether the update is stored. */
export class Unreachable extends Error {}

/** What is signed: exactly what Python's json.dumps(value, sort_keys=True) gives. */
export function canonical(value) {
  if (Array.isArray(value)) {
    return "[" + value.map(canonical).join(", ") + "]";
  }
  if (value !== null && typeof value === "object") {
    const keys = Object.keys(value).sort(byCodePoint);
    return "{" + keys.map((key) => text(key) + ": " + canonical(value[key])).join(", ") + "}";
  }
  return typeof value === "string" ? text(value) : typeof value === "number" ? number(value) : String(value);
}

function byCodePoint(a, b) {
  const one = Array.from(a, (c) => c.codePointAt(0));
  const other = Array.from(b, (c) => c.codePointAt(0));
  const at = one.findIndex((c, i) => c !== other[i]);
  return at < 0 ? one.length - other.length : at < other.length ? one[at] - other[at] : 1;
}

function text(value) {
  const escaped = (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0");
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escaped);
}

/** JavaScript does not tell 1.0 from 1: both are sent, and signed, as 1. */
function number(value) {
  if (!Number.isFinite(value)) {
    throw new RangeError("JSON has no number " + value);
  }
  const plain = JSON.stringify(value);
  if (!/[.e]/.test(plain)) {
    return plain;
  }
  const [digits, exponent] = value.toExponential().split("e");
  return Number(exponent) >= -4 && Number(exponent) < 16
    ? plain
    : digits + "e" + exponent[0] + exponent.slice(1).padStart(2, "0");
}

export class Client {
  constructor(url, module, key, token) {
    Object.assign(this, { url: url.replace(/\/+$/, ""), module, key, token });
  }

  /** Sends an update until its receipt is in hand. Gives {seq, hash}. */
  async send(data, session) {
    const timestamp = new Date().toISOString().slice(0, 19) + "Z";
    // These bytes stay the same for each attempt: under its Idempotency-Key an update is stored once.
    const signed = canonical({ module: this.module, session_id: session, timestamp, data });
    const signature = sign("sha256", Buffer.from(signed, "ascii"), this.key).toString("base64");
    const body = `{"payload": ${signed}, "signature": "${signature}", "nonce": "${randomUUID()}"}`;
    const headers = { "Content-Type": "application/json", "Idempotency-Key": session };
    let answer;
    try {
      answer = await this.untilAnswered("/core/update", { method: "POST", headers, body });
    } catch (e) {
      if (!(e instanceof Refused) || !e.message.includes('"replay_detected"')) {
        throw e;
      }
      answer = await this.untilAnswered("/bucket/receipts/" + session, {}); // it arrived earlier, under another signature
    }
    const { receipt } = JSON.parse(answer);
    await this.check(receipt, session, data);
    return receipt;
  }

  /** Requires that the ledger has this update as the entry that the receipt names. */
  async check(receipt, session, data) {
    const line = (await this.untilAnswered(`/bucket/entries/${receipt.seq}`, {})).replace(/\n$/, "");
    const unhashed = line.replace(/"hash": "[0-9a-f]{64}", /, "");
    const entry = JSON.parse(line);
    const same = entry.session_id === session && canonical(entry.payload.data) === canonical(data);
    if (!same || createHash("sha256").update(unhashed).digest("hex") !== receipt.hash) {
      throw new Refused(`entry ${receipt.seq} of the ledger is not what the receipt names`);
    }
  }

  /** Asks again, later and later, while the bridge can't be reached or can't answer now. */
  async untilAnswered(path, request) {
    const end = Date.now() + PATIENCE;
    for (let pause = 500; ; pause = Math.min(pause * 2, 20_000)) {
      let trouble;
      let wait = pause * (0.5 + Math.random());
      try {
        const headers = { Authorization: "Bearer " + this.token, ...request.headers };
        const signal = AbortSignal.timeout(TIMEOUT);
        const answer = await fetch(this.url + path, { ...request, headers, signal });
        const content = await answer.text();
        if (answer.ok) {
          return content;
        }
        trouble = `${answer.status} ${content}`;
        if (answer.status < 500 && answer.status !== 429) {
          throw new Refused(trouble);
        }
        const wanted = answer.headers.get("Retry-After") ?? "";
        wait = /^\d+$/.test(wanted) ? Number(wanted) * 1000 : wait;
      } catch (e) {
        if (e instanceof Refused) {
          throw e;
        }
        trouble = String(e.cause ?? e); // no connection, or it broke: it may have arrived
      }
      if (Date.now() + wait > end) {
        throw new Unreachable(trouble);
      }
      await sleep(wait);
    }
  }
}

async function main(args) {
  const { BRIDGE_URL: url, BRIDGE_MODULE: module, BRIDGE_KEY: key, BRIDGE_TOKEN_FILE: tokenFile } = process.env;
  if (args.length !== 1 || !url || !module || !key || !tokenFile) {
    console.error("usage: bridge-client.mjs FILE, with BRIDGE_URL, BRIDGE_MODULE, BRIDGE_KEY and BRIDGE_TOKEN_FILE");
    return 64;
  }
  let data, client;
  try {
    data = JSON.parse(readFileSync(args[0] === "-" ? 0 : args[0], "utf8"));
    client = new Client(url, module, readFileSync(key), readFileSync(tokenFile, "ascii").trim());
  } catch (e) {
    console.error("bridge-client.mjs: " + e.message);
    return 64;
  }
  const session = process.env.BRIDGE_SESSION || randomUUID();
  try {
    const receipt = await client.send(data, session);
    console.log(`entry ${receipt.seq} ${receipt.hash}`);
    return 0;
  } catch (e) {
    if (!(e instanceof Unreachable)) {
      console.error("bridge-client.mjs: refused: " + e.message);
      return 1;
    }
    console.error("bridge-client.mjs: not known whether it is stored: " + e.message);
    console.error("Run it again with BRIDGE_SESSION=" + session);
    return 69;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await main(process.argv.slice(2));
}
