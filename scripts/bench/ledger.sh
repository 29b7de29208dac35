#!/bin/sh
# Measures what the verification of ledgers promises, and prints a Markdown table:
#   provenance verify of a deployment's 1,000,000 entries of about 700 bytes, their chain and their tree, with a checkpoint of the
#   log at the end of each segment, against sha256sum over the same bytes
# Usage: scripts/bench/ledger.sh [PAIRS [ENTRIES]]   (7 pairs of runs unless told)
#
# The two sides run in turn, and the ratio is the median of the pairs' ratios: what else the machine does hits both. The
# first pair fills the page cache and is not counted. Needs python3, which makes the ledger and times the runs; 1 GiB of disk
# in TMPDIR, given back at the end. Exits 1 if a budget does not hold.
set -eu

unset CDPATH
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=scripts/bench/setup.sh
. scripts/bench/setup.sh
pairs=${1:-7}
entries=${2:-1000000}

await_archive
make_deployment "$scratch/deployment"

note "making a ledger of $entries entries"
python3 - "$scratch" "$entries" >"$scratch/segments" <<'PYTHON'
import base64, hashlib, json, sys

signature = base64.b64encode(bytes(256)).decode()
modules = ("creative", "education", "finance", "robotics")
previous = ""
number, out = 1, open(sys.argv[1] + "/segment-1", "w")
for seq in range(1, int(sys.argv[2]) + 1):
    if out.tell() > 250 << 20:
        out.close()
        print(number, seq - 1)
        number += 1
        out = open("%s/segment-%d" % (sys.argv[1], number), "w")
    module = modules[seq % 4]
    payload = '{"data": {"n": %d, "text": "caf\\u00e9", "x": %r}, "module": "%s"}' % (seq, seq % 1000 / 8, module)
    begin = '{"endpoint": "/core/update", '
    rest = ('"key": "%064x", "module": "%s", "nonce": "n-%d", "payload": %s, "previous_hash": "%s", "seq": %d, '
            '"session_id": "s-%032x", "signature": "%s", "timestamp": "2026-11-23T08:%02d:%02d.125Z", "v": 2}') % (
        seq % 4, module, seq, payload, previous, seq, seq, signature[:128], seq // 60 % 60, seq % 60)
    previous = hashlib.sha256((begin + rest).encode()).hexdigest()
    line = '%s"hash": "%s", %s' % (begin, previous, rest)
    out.write(line + "\n")
    if seq < 4:
        assert line == json.dumps(json.loads(line), sort_keys=True)
out.close()
print(number, sys.argv[2])
PYTHON

# The ledger grows segment by segment, and the log signs each.
chain=$scratch/deployment/logs/provenance_chain
while read -r number last; do
    [ "$number" = 1 ] || mv "$chain.jsonl" "$(printf '%s.%06d.jsonl' "$chain" "$((number - 1))")"
    mv "$scratch/segment-$number" "$chain.jsonl"
    "$bridgectl" --root "$scratch/deployment" provenance proof --entry "$last" >/dev/null </dev/null
done <"$scratch/segments"

processor=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
printf '%s cores, %s, %s %s, Java %s, %s pairs of runs, %s bytes\n\n' "$(nproc)" "${processor:-$(uname -m)}" "$(uname -s)" \
    "$(uname -r)" "$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$jdk/release")" "$pairs" \
    "$(cat "$chain".*jsonl | wc -c)"

python3 - "$scratch/deployment" "$bridgectl" "$pairs" "$entries" <<'PYTHON'
import glob, os, statistics, subprocess, sys, time

root, bridgectl, pairs, entries = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
segments = glob.glob(root + "/logs/provenance_chain*.jsonl")


def run(argv):
    """Runs it to its end; gives its seconds, its peak memory in MiB, and what it printed."""
    started = time.perf_counter()
    with open(root + "/../printed", "w+") as printed:
        process = subprocess.Popen(argv, cwd=root, stdin=subprocess.DEVNULL, stdout=printed)
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        if process.returncode != 0:
            sys.exit("%s exited %d: %s" % (" ".join(argv), process.returncode, printed.read()))
        return took, usage.ru_maxrss / 1024, printed.read()


both = [(run([bridgectl, "provenance", "verify"]), run(["sha256sum"] + segments)) for _ in range(pairs + 1)][1:]
if not all("The log's checkpoints hold: %d, against the tree of all entries" % len(segments) in a[2] for a, _ in both):
    sys.exit("the tree was not verified: " + both[0][0][2])
ratio = statistics.median(a[0] / b[0] for a, b in both)
memory = max(a[1] for a, _ in both)
held = ratio <= 2 and memory < 128
print("| work | median | against | median | budget | median ratio | held | peak memory |")
print("|---|---|---|---|---|---|---|---|")
print("| `provenance verify` of %s entries, chain and tree | %.2f s | `sha256sum` | %.2f s | 2 times as long, under 128 MiB "
      "| %.2f times as long | %s | %.0f MiB |" % (
          format(entries, ","), statistics.median(a[0] for a, _ in both), statistics.median(b[0] for _, b in both),
          ratio, "yes" if held else "**no**", memory))
sys.exit(0 if held else 1)
PYTHON
