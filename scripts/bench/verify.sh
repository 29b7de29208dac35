#!/bin/sh
# Measures what verify promises, side by side in one run, and prints a Markdown table:
#   verify --manifest of 1 GiB in 8 files, against sha256sum -c
#   verify --manifest of 100,000 files of 4 KiB, against sha256sum -c
#   verify of a fresh deployment, cold, against a JVM that prints one line
# and below it how much faster than sha256sum openssl is over the same files, in a process for each processor: what a program
# without a JVM makes of this machine.
# Usage: scripts/bench/verify.sh [PAIRS]   (7 pairs of runs for each row unless told; the last row gets three times as many)
#
# The two sides of a row run in turn, and the ratio is the median of the pairs' ratios: what else the machine does hits both.
# Files are read once before, so that both sides find them in the page cache. Needs openssl, and python3, which times the
# runs; 2 GiB of disk in TMPDIR, given back at the end.
set -eu

unset CDPATH
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=scripts/bench/setup.sh
. scripts/bench/setup.sh
pairs=${1:-7}
provide openssl

await_archive

note 'making 1 GiB in 8 files'
mkdir "$scratch/big"
for i in 1 2 3 4 5 6 7 8; do
    head -c 134217728 /dev/urandom >"$scratch/big/$i.bin"
done
(cd "$scratch/big" && sha256sum -- *.bin >../big.sha256)

note 'making 100,000 files of 4 KiB in 100 directories'
mkdir "$scratch/small"
head -c 409600000 /dev/urandom >"$scratch/pool"
i=0
while [ $i -lt 100 ]; do
    mkdir "$scratch/small/$i"
    tail -c +$((i * 4096000 + 1)) "$scratch/pool" | head -c 4096000 | (cd "$scratch/small/$i" && split -a 3 -d -b 4096 - f)
    i=$((i + 1))
done
rm "$scratch/pool"
(cd "$scratch/small" && find . -type f -print0 | sort -z | xargs -0 sha256sum | sed 's,  \./,  ,' >../small.sha256)

note 'making a deployment'
mkdir "$scratch/deployment"
"$bridgectl" --root "$scratch/deployment" init >/dev/null

mkdir "$scratch/hello"
cat >"$scratch/hello/Hello.java" <<'JAVA'
public class Hello {
    public static void main(String[] args) {
        System.out.println("hello");
    }
}
JAVA
"$jdk/bin/javac" -d "$scratch/hello" "$scratch/hello/Hello.java"

processor=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
printf '%s cores, %s, %s %s, Java %s, %s pairs of runs\n\n' "$(nproc)" "${processor:-$(uname -m)}" "$(uname -s)" \
    "$(uname -r)" "$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$jdk/release")" "$pairs"

python3 - "$scratch" "$bridgectl" "$jdk/bin/java" "$pairs" <<'PYTHON'
import os, statistics, subprocess, sys, time

scratch, bridgectl, java, pairs = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])


def run(argv, directory):
    """Runs it to its end; gives its seconds and its peak memory in MiB."""
    started = time.perf_counter()
    process = subprocess.Popen(argv, cwd=directory, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit("%s exited %d" % (" ".join(argv), process.returncode))
    return took, usage.ru_maxrss / 1024


def measure(ours, theirs, directory, times):
    """Runs A B A B; gives both sides' runs. The first pair fills the page cache and is not counted."""
    both = [(run(ours, directory), run(theirs, directory)) for _ in range(times + 1)][1:]
    return [a for a, _ in both], [b for _, b in both]


def median_ratio(ours, theirs):
    """How many times as fast ours is."""
    return statistics.median(b / a for (a, _), (b, _) in zip(ours, theirs))


def seconds(runs):
    return statistics.median(took for took, _ in runs)


def show(value):
    return "%.2f s" % value if value >= 1 else "%.0f ms" % (value * 1000)


def row(work, against, budget, held, ratio, ours, theirs):
    print("| %s | %s | %s | %s | %s | %s | %s | %.0f MiB |" % (
        work, show(seconds(ours)), against, show(seconds(theirs)), budget, ratio, "yes" if held else "**no**",
        max(memory for _, memory in ours)), flush=True)
    return held


print("| work | median | against | median | budget | median ratio | held | peak memory |")
print("|---|---|---|---|---|---|---|---|", flush=True)
all_held = True
references = []
for work, name, factor, share in (
        ("`verify` of 1 GiB in 8 files", "big", 6, -(-8 // os.cpu_count())),
        ("`verify` of 100,000 files of 4 KiB", "small", 3, 2000)):
    manifest, directory = "../%s.sha256" % name, os.path.join(scratch, name)
    native = ["sh", "-c", "cut -c 67- %s | xargs -P %d -n %d openssl dgst -sha256" % (manifest, os.cpu_count(), share)]
    references.append(median_ratio(*measure(native, ["sha256sum", "-c", manifest], directory, pairs)))
    ours, theirs = measure([bridgectl, "verify", "--manifest", manifest],
                           ["sha256sum", "-c", manifest], directory, pairs)
    ratio = median_ratio(ours, theirs)
    all_held &= row(work, "`sha256sum -c`", "%d times as fast" % factor, ratio >= factor,
                    "%.1f times as fast" % ratio, ours, theirs)

ours, theirs = measure([bridgectl, "verify"], [java, "-cp", os.path.join(scratch, "hello"), "Hello"],
                       os.path.join(scratch, "deployment"), 3 * pairs)
ratio = statistics.median(a / b for (a, _), (b, _) in zip(ours, theirs))
all_held &= row("`verify` of a fresh deployment, cold", "a JVM that prints one line", "3.5 times as long", ratio <= 3.5,
                "%.2f times as long" % ratio, ours, theirs)
print("\n`openssl dgst -sha256`, %d processes: %.1f times as fast as `sha256sum -c` over the 8 files, %.1f times over the "
      "100,000." % (os.cpu_count(), *references))
sys.exit(0 if all_held else 1)
PYTHON
