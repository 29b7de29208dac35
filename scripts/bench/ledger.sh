#!/bin/sh
# Measures what the verification of ledgers promises, and prints a Markdown table:
#   provenance verify of 1,000,000 entries of about 700 bytes, against sha256sum over the same bytes
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

note "making a ledger of $entries entries"
python3 - "$scratch/ledger.jsonl" "$entries" <<'PYTHON'
import base64, hashlib, json, sys

signature = base64.b64encode(bytes(256)).decode()
modules = ("creative", "education", "finance", "robotics")
previous = ""
with open(sys.argv[1], "w") as out:
    for seq in range(1, int(sys.argv[2]) + 1):
        module = modules[seq % 4]
        payload = '{"data": {"n": %d, "text": "caf\\u00e9", "x": %r}, "module": "%s"}' % (seq, seq % 1000 / 8, module)
        begin = '{"endpoint": "/core/update", '
        rest = ('"key": "%064x", "module": "%s", "nonce": "n-%d", "payload": %s, "previous_hash": "%s", "seq": %d, '
                '"session_id": "s-%032x", "signature": "%s", "timestamp": "2026-11-23T08:%02d:%02d.125Z", "v": 2}') % (
            seq % 4, module, seq, payload, previous, seq, seq, signature[:128], seq // 60 % 60, seq % 60)
        previous = hashlib.sha256((begin + rest).encode()).hexdigest()
        out.write('%s"hash": "%s", %s\n' % (begin, previous, rest))
        if seq < 4:
            line = '%s"hash": "%s", %s' % (begin, previous, rest)
            assert line == json.dumps(json.loads(line), sort_keys=True)
PYTHON

processor=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
printf '%s cores, %s, %s %s, Java %s, %s pairs of runs, %s bytes\n\n' "$(nproc)" "${processor:-$(uname -m)}" "$(uname -s)" \
    "$(uname -r)" "$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$jdk/release")" "$pairs" \
    "$(wc -c <"$scratch/ledger.jsonl")"

python3 - "$scratch" "$bridgectl" "$pairs" "$entries" <<'PYTHON'
import os, statistics, subprocess, sys, time

scratch, bridgectl, pairs, entries = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])


def run(argv):
    """Runs it to its end; gives its seconds and its peak memory in MiB."""
    started = time.perf_counter()
    process = subprocess.Popen(argv, cwd=scratch, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit("%s exited %d" % (" ".join(argv), process.returncode))
    return took, usage.ru_maxrss / 1024


both = [(run([bridgectl, "provenance", "verify", "ledger.jsonl"]), run(["sha256sum", "ledger.jsonl"]))
        for _ in range(pairs + 1)][1:]
ratio = statistics.median(a[0] / b[0] for a, b in both)
memory = max(a[1] for a, _ in both)
held = ratio <= 4 and memory < 256
print("| work | median | against | median | budget | median ratio | held | peak memory |")
print("|---|---|---|---|---|---|---|---|")
print("| `provenance verify` of %s entries | %.2f s | `sha256sum` | %.2f s | 4 times as long, under 256 MiB "
      "| %.2f times as long | %s | %.0f MiB |" % (
          format(entries, ","), statistics.median(a[0] for a, _ in both), statistics.median(b[0] for _, b in both),
          ratio, "yes" if held else "**no**", memory))
sys.exit(0 if held else 1)
PYTHON
