// The bridge's events (WHATWG HTML, section 9.2), read with fetch, since EventSource sends no Authorization header.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15000;
const SILENCE = 6000;

/** The token is not, or no longer, taken. The message is for whoever has to give another. */
export class TokenError extends Error {}

const REFUSALS = {
  missing_token: "The bridge asks for a token.",
  invalid_token: "The bridge does not accept this token. Was it cut, or issued by another deployment?",
  expired_token: "This token has expired. Issue a new one.",
  insufficient_privileges: "This token is not an admin's. Issue one with --role admin.",
};

/** Asks the bridge for something; a refused token is a TokenError, any other refusal an Error with its reason. */
export async function ask(path, token, signal) {
  const answer = await fetch(path, {
    headers: { Authorization: `Bearer ${token}` },
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
    signal,
  });
  if (answer.ok) {
    return answer;
  }
  const reason = await answer.json().then((body) => body.reason, () => "");
  if (answer.status === 401 || answer.status === 403) {
    throw new TokenError(REFUSALS[reason] ?? `The bridge refused the token (${answer.status}).`);
  }
  throw Object.assign(new Error(`the bridge answered ${answer.status} ${reason}`), { reason });
}

/**
 * Follows the events until the signal aborts: onEvent gets each event's data, onState says how it is about the connection
 * ("live", or "waiting" with the milliseconds until the next attempt; "stopped" instead of that once the bridge has said that an
 * emergency stop ends it). Ends with a TokenError once the token is not taken.
 */
export async function follow(token, signal, onEvent, onState) {
  let pause = FIRST_PAUSE;
  let stopped = false;
  while (!signal.aborted) {
    try {
      await read(token, signal, (event) => {
        pause = FIRST_PAUSE;
        stopped = false;
        onState("live");
        onEvent(event);
      }, () => { stopped = true; });
    } catch (error) {
      if (error instanceof TokenError || signal.aborted) {
        throw error;
      }
    }
    const wait = pause * (0.75 + Math.random() / 2);
    onState(stopped ? "stopped" : "waiting", wait);
    await slept(wait, signal);
    pause = Math.min(LONGEST_PAUSE, pause * 2);
  }
}

async function read(token, outer, onEvent, onStopped) {
  const attempt = new AbortController();
  const stop = () => attempt.abort();
  outer.addEventListener("abort", stop);
  let watch = setTimeout(stop, SILENCE);
  try {
    const answer = await ask("core/events", token, attempt.signal);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      clearTimeout(watch);
      watch = setTimeout(stop, SILENCE); // the bridge says something every second: silence is a dead connection
      text = dispatch(text + piece.value, onEvent, onStopped);
    }
  } finally {
    clearTimeout(watch);
    outer.removeEventListener("abort", stop);
  }
}

/** Hands out the events that are whole, and gives back the rest. */
function dispatch(text, onEvent, onStopped) {
  const blocks = text.split("\n\n");
  const rest = blocks.pop();
  for (const block of blocks) {
    const fields = new Map(block.split("\n").map((line) => line.split(/: (.*)/s)));
    if (fields.get("event") === "expired") {
      throw new TokenError(REFUSALS.expired_token);
    }
    if (fields.get("event") === "stopped") {
      onStopped();
    } else if (fields.has("data")) {
      onEvent(JSON.parse(fields.get("data")));
    }
  }
  return rest;
}

function slept(time, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, time);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
