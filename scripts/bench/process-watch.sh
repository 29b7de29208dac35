#!/bin/sh
# Measures what the process watch misses: starts a forbidden file again and again for a given time each, under a watch that
# ends what it finds, and counts how many lived to their end. Prints a Markdown table.
# Usage: scripts/bench/process-watch.sh [RUNS]   (40 of each lifetime unless told)
# Needs python3, which is also the interpreter that runs the forbidden file.
set -eu

unset CDPATH
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=scripts/bench/setup.sh
. scripts/bench/setup.sh
runs=${1:-40}

deployment=$scratch/deployment
mkdir "$deployment"
"$bridgectl" --root "$deployment" init >/dev/null
sed -i 's/"process": "report"/"process": "terminate"/' "$deployment/canonical/policy.json"
"$bridgectl" --root "$deployment" freeze --reason 'end what is found' >/dev/null
printf 'import sys, time\nprint("up", flush=True)\ntime.sleep(float(sys.argv[1]))\n' >"$deployment/test_forbidden.py"

python3 - "$bridgectl" "$deployment" "$runs" <<'PYTHON'
import os, random, subprocess, sys, time

bridgectl, deployment, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
random.seed(5)
watch = subprocess.Popen([bridgectl, "--root", deployment, "verify", "--quiet", "--every", "1h"],
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    while not os.path.exists(os.path.join(deployment, "logs/watch.json")):
        if watch.poll() is not None:
            sys.exit("the watch ended with %d" % watch.returncode)
        time.sleep(0.1)
    print("| lived | missed |")
    print("|---|---|", flush=True)
    for lifetime in (0.01, 0.1, 0.3, 0.6, 0.9, 1.2, 2.0, 5.0):
        missed = 0
        for _ in range(runs):
            time.sleep(random.random())
            child = subprocess.Popen([sys.executable, "test_forbidden.py", str(lifetime)], cwd=deployment,
                                     stdout=subprocess.PIPE)
            child.stdout.read(3)
            missed += child.wait() == 0
        print("| %d ms | %d of %d |" % (lifetime * 1000, missed, runs), flush=True)
finally:
    watch.terminate()
    watch.wait()
PYTHON
