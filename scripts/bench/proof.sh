#!/bin/sh
# Measures how long a warm bridge takes to prove an entry, and prints a Markdown table:
#   GET /bucket/receipts/{session_id}?proof=1 and GET /bucket/entries/{seq}?proof=1 over one connection, entry by entry at random,
#   each proof verified by the bridge before it is sent; beside it, the same paths without a proof
# Usage: scripts/bench/proof.sh [UPDATES [PROOFS]]   (100,000 updates and 2,000 proofs unless told)
#
# Exits 1 if half of the proofs took 20 ms or more. Needs python3, which asks and times.
set -eu

unset CDPATH
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=scripts/bench/setup.sh
. scripts/bench/setup.sh
updates=${1:-100000}
proofs=${2:-2000}

await_archive
start_bridge ''
"$jdk/bin/javac" -d "$scratch/load" scripts/bench/BridgeLoad.java
admin=$("$bridgectl" --root "$deployment" token issue --subject bench --role admin)

note "sending $updates updates"
left=$updates
while [ "$left" -gt 0 ]; do
    some=$((left < 20000 ? left : 20000))
    load_updates 64 "$some" >/dev/null
    left=$((left - some))
done

python3 - "$port" "$admin" "$token" "$updates" "$proofs" <<'PYTHON'
import http.client, json, random, sys, time

port, admin, module, entries, proofs = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
bridge = http.client.HTTPConnection("127.0.0.1", port)


def get(path, token):
    started = time.perf_counter()
    bridge.request("GET", path, headers={"Authorization": "Bearer " + token})
    answer = bridge.getresponse()
    body = answer.read()
    return time.perf_counter() - started, answer.status, body


deadline = time.monotonic() + 60
while get("/bucket/entries/%d?proof=1" % entries, admin)[1] != 200:
    if time.monotonic() > deadline:
        sys.exit("no checkpoint counts the last entry after a minute")
    time.sleep(1)

chosen = random.Random(20).choices(range(1, entries + 1), k=proofs)
sessions = {seq: json.loads(get("/bucket/entries/%d" % seq, admin)[2])["session_id"] for seq in chosen}
paths = [
    ("receipt", lambda seq: ("/bucket/receipts/" + sessions[seq], module)),
    ("receipt's proof", lambda seq: ("/bucket/receipts/%s?proof=1" % sessions[seq], module)),
    ("entry", lambda seq: ("/bucket/entries/%d" % seq, admin)),
    ("entry and its proof", lambda seq: ("/bucket/entries/%d?proof=1" % seq, admin)),
]
times = {name: [] for name, _ in paths}
for round in range(2):  # the first round warms up
    for seq in chosen:
        for name, path in paths:
            took, status, body = get(*path(seq))
            if status != 200:
                sys.exit("%s of entry %d: %d %r" % (name, seq, status, body))
            if round == 1:
                times[name].append(took * 1000)
held = True
print("Of %s entries, %s at random:\n" % (format(entries, ","), format(proofs, ",")))
print("| asked for | p50 ms | p99 ms | longest ms |")
print("|---|---|---|---|")
for name, took in times.items():
    took.sort()
    half = took[len(took) // 2]
    held &= "proof" not in name or half < 20
    print("| %s | %.2f | %.2f | %.2f |" % (name, half, took[len(took) * 99 // 100], took[-1]))
sys.exit(0 if held else 1)
PYTHON
