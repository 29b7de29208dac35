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
here=$PWD/scripts/bench
rounds=${1:-3}
updates=${BRIDGE_BENCH_UPDATES:-20000}

bridge=
finish() {
    if [ -n "$bridge" ] && kill "$bridge"; then
        wait "$bridge" || :
    fi
    rm -rf "$scratch"
}
trap finish EXIT

await_archive

# A port of 0 is any that is free; the bridge says which.
deployment=$scratch/deployment
"$bridgectl" --root "$deployment" init >&2
sed -i 's/"port": 8000/"port": 0/; s/"payloads_without_timestamp": 1000000/"payloads_without_timestamp": 10000000/' \
    "$deployment/canonical/core_bucket_bridge.json"
"$bridgectl" --root "$deployment" freeze --reason bench >&2
: >"$scratch/out"
"$bridgectl" --root "$deployment" run bridge >"$scratch/out" 2>"$scratch/err" &
bridge=$!
tries=0
until port=$(sed -n 's/.*listening at http:..127.0.0.1:\([0-9]*\).*/\1/p' "$scratch/out") && [ -n "$port" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || { cat "$scratch/out" "$scratch/err" >&2 && exit 74; }
    sleep 0.1
done
token=$("$bridgectl" --root "$deployment" token issue --subject bench --role module)
"$jdk/bin/javac" -d "$scratch/load" "$here/BridgeLoad.java"

# Prints: rate, p50, p99, failures.
load() { "$jdk/bin/java" -XX:+UseSerialGC -cp "$scratch/load" BridgeLoad "$port" "$@"; }
update() { load "$1" "$updates" update "$deployment/security/private.pem" "$token"; }
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
