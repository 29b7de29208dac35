#!/bin/sh
# Measures what the ledger's log costs, and prints a Markdown table: signed, durable updates a second at 64 connections of two
# bridges in one run, one of which keeps a log and signs a checkpoint every 10 seconds, in pairs, and the ratio of each pair.
# Usage: scripts/bench/log.sh [PAIRS]   (5 unless told)
#
# Exits 1 if the median of the ratios is below 0.95. Which of a pair comes first changes from pair to pair, and each bridge is idle
# while the other is measured. The load comes from this machine, too. Envelopes are signed ahead of time.
set -eu

unset CDPATH
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=scripts/bench/setup.sh
. scripts/bench/setup.sh
pairs=${1:-5}
updates=${BRIDGE_BENCH_UPDATES:-40000}
warming=${BRIDGE_BENCH_WARMING:-80000}

# Makes a deployment that signs every 10 seconds, and starts its bridge. The second argument is run in it before.
start() {
    make_deployment "$1"
    sed -i 's/"checkpoint_every": "5m"/"checkpoint_every": "10s"/' "$1/canonical/core_bucket_bridge.json"
    "$bridgectl" --root "$1" freeze --reason 'a checkpoint every 10 seconds' >&2
    (cd "$1" && eval "$2")
    serve "$1" ''
    token=$("$bridgectl" --root "$1" token issue --subject bench --role module)
}

await_archive
"$jdk/bin/javac" -d "$scratch/load" scripts/bench/BridgeLoad.java
start "$scratch/with" :
with_port=$port with_token=$token
start "$scratch/without" 'rm security/log.*.pem'
without_port=$port without_token=$token

with() { port=$with_port && load 64 "$1" update "$scratch/with/security/private.pem" "$with_token"; }
without() { port=$without_port && load 64 "$1" update "$scratch/without/security/private.pem" "$without_token"; }

note "warming up with $warming updates each"
left=$warming
while [ "$left" -gt 0 ]; do
    with 20000 >/dev/null
    without 20000 >/dev/null
    left=$((left - 20000))
done

pair=0
: >"$scratch/pairs"
while [ "$pair" -lt "$pairs" ]; do
    pair=$((pair + 1))
    note "pair $pair of $pairs"
    if [ $((pair % 2)) = 1 ]; then
        w=$(with "$updates")
        o=$(without "$updates")
    else
        o=$(without "$updates")
        w=$(with "$updates")
    fi
    echo "$w $o" >>"$scratch/pairs"
done

python3 - "$scratch/pairs" "$scratch/with/logs/log/checkpoints" <<'PYTHON'
import os, statistics, sys

pairs = [[float(word.replace(",", ".")) for word in line.split()] for line in open(sys.argv[1])]
if any(row[3] + row[7] for row in pairs):
    sys.exit("some requests failed")
print("| with the log, updates/s | without | ratio |")
print("|---|---|---|")
for row in pairs:
    print("| %d | %d | %.3f |" % (row[0], row[4], row[0] / row[4]))
median = statistics.median(row[0] / row[4] for row in pairs)
print("\n%d checkpoints were signed; the median of the ratios is %.3f." % (len(os.listdir(sys.argv[2])), median))
sys.exit(0 if median >= 0.95 else 1)
PYTHON
