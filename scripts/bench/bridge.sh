#!/bin/sh
# Measures what the bridge promises, in one run, and prints a Markdown table: signed, durable updates a second at 1, 16, 64
# and 256 connections, their p50 and p99, the bridge's resident memory, and the ratio to the same server answering
# /core/health, which is asked in turn with the updates.
# Usage: scripts/bench/bridge.sh [ROUNDS]   (3 unless told; each row is the median of its rounds' ratios)
#
# The load comes from this machine, too, and takes its share of the processors. Envelopes are signed ahead of time.
set -eu

unset CDPATH
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=scripts/bench/setup.sh
. scripts/bench/setup.sh
rounds=${1:-3}
updates=${BRIDGE_BENCH_UPDATES:-20000}

await_archive
start_bridge ''
"$jdk/bin/javac" -d "$scratch/load" scripts/bench/BridgeLoad.java

update() { load_updates "$1" "$updates"; }
health() { load "$1" "$updates" health; }

note 'warming up: the compiler is done after some 80,000 updates'
for _ in 1 2 3 4; do
    update 64 >/dev/null
    health 64 >/dev/null
done

echo '| connections | updates/s | p50 ms | p99 ms | health/s | ratio | resident MiB |'
echo '|---|---|---|---|---|---|---|'
for connections in 1 16 64 256; do
    round=0
    : >"$scratch/rows"
    while [ "$round" -lt "$rounds" ]; do
        round=$((round + 1))
        note "$connections connections, round $round of $rounds"
        u=$(update "$connections")
        h=$(health "$connections")
        memory=$(awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$bridge/status")
        echo "$u $h $memory" | awk '{
            if ($4 + $8) { print "failed requests: " $4 + $8 > "/dev/stderr"; exit 1 }
            printf "%.3f | '"$connections"' | %d | %s | %s | %d | %.2f | %d |\n", $1 / $5, $1, $2, $3, $5, $1 / $5, $9
        }' >>"$scratch/rows"
    done
    sort -n "$scratch/rows" | sed -n "$(((rounds + 1) / 2))s/^[^|]*//p"
done
