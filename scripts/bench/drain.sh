#!/bin/sh
# Measures what a client with a backlog promises, and prints Markdown tables:
#   from the start of sync to the first update in the ledger, with 200,000 updates in the outbox, against one
#   sync --drain of them, its rate and peak memory, against the bridge's own rate: the same number of connections, one a
#   module, kept busy by a client that signed everything before
# Usage: scripts/bench/drain.sh [UPDATES [PAIRS]]   (200,000 updates unless told, and 5 pairs of starts)
#
# Client and bridge have a processor each, as if each had its own host: on processors that both want, a faster bridge would
# make the client look slower. The bridge's own rate is measured before and behind the drain, and the lower ratio counts. Needs
# two processors, taskset, and python3, which times the runs. Exits 1 if a budget does not hold.
set -eu

unset CDPATH
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=scripts/bench/setup.sh
. scripts/bench/setup.sh
updates=${1:-200000}
pairs=${2:-5}

await_archive
start_bridge 0
"$jdk/bin/javac" -d "$scratch/load" scripts/bench/BridgeLoad.java

python3 - "$scratch" "$updates" <<'PYTHON'
import sys

with open(sys.argv[1] + "/updates.ndjson", "w") as out:
    for number in range(int(sys.argv[2])):
        module = ("creative", "education", "finance", "robotics")[number % 4]
        out.write('{"module": "%s", "data": {"course": "CS101", "note": "%s", "number": %d}}\n' % (module, "n" * 64, number))
with open(sys.argv[1] + "/one.json", "w") as out:
    out.write('{"course": "CS101"}')
PYTHON

note "putting $updates updates into the outbox, with no bridge to send them to"
code=0
"$bridgectl" --root "$deployment" sync --bridge http://127.0.0.1:1 --from "$scratch/updates.ndjson" >&2 || code=$?
[ "$code" -eq 69 ]

note 'warming up the bridge'
for _ in 1 2 3 4; do
    load_updates 64 20000 >/dev/null
done

python3 - "$deployment" "$bridgectl" "$port" "$scratch/one.json" "$updates" "$pairs" "$scratch/load" "$jdk/bin/java" "$token" <<'PYTHON'
import os, signal, statistics, subprocess, sys, time

deployment, bridgectl, port, one, updates, pairs, load, java, token = sys.argv[1:]
updates, pairs = int(updates), int(pairs)
ledger, outbox = deployment + "/logs/provenance_chain.jsonl", deployment + "/outbox"
mine = ["taskset", "-c", "1"]
sync = mine + [bridgectl, "--root", deployment, "sync", "--bridge", "http://127.0.0.1:" + port]


def start(argv, code):
    """Seconds from the start of a sync to its first line in the ledger; ends it then in order."""
    size, started = os.stat(ledger).st_size, time.perf_counter()
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while os.stat(ledger).st_size == size:
        if process.poll() is not None:
            sys.exit("%s exited %d, and nothing arrived" % (" ".join(argv), process.returncode))
        time.sleep(0.001)
    took = time.perf_counter() - started
    if code:
        process.send_signal(signal.SIGTERM)
    if process.wait() != code:
        sys.exit("%s exited %d" % (" ".join(argv), process.returncode))
    return took


def own_rate():
    """What the bridge takes over four connections from a client that signed before."""
    out = subprocess.run(mine + [java, "-XX:+UseSerialGC", "-cp", load, "BridgeLoad", port, "4", "20000", "update",
                                 deployment + "/security/private.pem", token], stdout=subprocess.PIPE, check=True).stdout
    rate, _, _, failed = out.split()
    if int(failed):
        sys.exit("%d requests failed" % int(failed))
    return float(rate)


print("a core each, %d updates, %d pairs of starts\n" % (updates, pairs))
with_all, with_one = [], []
for _ in range(pairs):
    with_all.append(start(sync + ["--drain"], 143))
    os.rename(outbox, outbox + ".full")
    with_one.append(start(sync + ["--module", "education", "--data", one], 0))
    subprocess.run(["rm", "-r", outbox], check=True)
    os.rename(outbox + ".full", outbox)
more = statistics.median(a - b for a, b in zip(with_all, with_one))
print("| first update in the ledger | with one | budget | later | held |\n|---|---|---|---|---|")
print("| %d ms | %d ms | 1,000 ms later | %d ms | %s |\n" % (
    statistics.median(with_all) * 1000, statistics.median(with_one) * 1000, more * 1000, "yes" if more < 1 else "**no**"))

before = own_rate()
started = time.perf_counter()
process = subprocess.Popen(sync + ["--drain"], stdout=subprocess.PIPE)
said = process.stdout.read().decode()
_, status, usage = os.wait4(process.pid, 0)
took = time.perf_counter() - started
process.returncode = os.waitstatus_to_exitcode(status)
accepted = int(said.split()[1].rstrip(","))
if process.returncode or not said.endswith("queued 0, rejected 0\n") or accepted < updates * 0.9:
    sys.exit("sync --drain exited %d and said: %s" % (process.returncode, said))
behind = own_rate()
rate, memory = accepted / took, usage.ru_maxrss / 1024
ratio = rate / max(before, behind)
print("| drained | rate | the bridge's own rate before, behind | budget | ratio | held | peak memory | budget | held |")
print("|---|---|---|---|---|---|---|---|---|")
print("| %d | %d/s | %d/s, %d/s | 0.5 | %.2f | %s | %d MiB | 256 MiB | %s |" % (
    accepted, rate, before, behind, ratio, "yes" if ratio >= 0.5 else "**no**", memory, "yes" if memory < 256 else "**no**"))
sys.exit(0 if more < 1 and ratio >= 0.5 and memory < 256 else 1)
PYTHON
