#!/bin/sh
# Runs a deployment under a real fapolicyd, in a mount namespace of its own: it watches one file system, which only this script
# and what it starts can see. Usage: unshare --mount sh fapolicyd.sh SCRATCH CLASSPATH JAVA. It prints what ran and
# what did not; it exits 3 if fapolicyd read all files, and this kernel then refused to ask it.
set -eu

scratch=$1
root=$scratch/disk/deployment
XDG_STATE_HOME=$scratch/disk/state
export XDG_STATE_HOME
eval "bridgectl() { '$3' -XX:TieredStopAtLevel=1 -cp '$2' org.corebucket.bridge.cli.Main --root '$root' \"\$@\"; }"

mount --make-rprivate /
mkdir "$scratch/disk" "$scratch/etc" "$scratch/etc/trust.d" "$scratch/etc/rules.d"
mount -t ramfs disk "$scratch/disk"
mount -t tmpfs run /run
mkdir /run/fapolicyd
mkdir -p /var/lib/fapolicyd
mount -t tmpfs db /var/lib/fapolicyd
sed -e 's/^watch_fs.*/watch_fs = ramfs/' -e 's/^[ug]id.*//' -e 's/^trust .*/trust = file/' /etc/fapolicyd/fapolicyd.conf >"$scratch/etc/fapolicyd.conf"
: >"$scratch/etc/fapolicyd.trust"
mount --bind "$scratch/etc" /etc/fapolicyd

mkdir "$root"
cd "$root"
printf '#!/bin/sh\necho "a script ran from $0"\n' >listed.sh
printf '#!/usr/bin/env python3\nprint("a python ran")\n' >listed.py
chmod 755 listed*
bridgectl init --adopt listed.sh listed.py >/dev/null
cp /bin/true canonical/listed
cp /bin/true 'canonical/listed %41 with a blank'
cp /bin/true "$(printf 'canonical/listed\nin two lines')"
chmod 755 canonical/listed*
bridgectl freeze --reason 'programs' >/dev/null
bridgectl policy export --fapolicyd --output /etc/fapolicyd
cp /bin/true copied
cp /bin/true unlisted && echo >>unlisted
printf '#!/bin/sh\necho no\n' >unlisted.sh
chmod 755 unlisted* copied
fagenrules
fapolicyd-cli --check-config
fapolicyd-cli --list | tail -n 8 | cut -c 1-60
# Who prevents it, as verify says.
enforcement() { bridgectl verify --read-only | grep -oE 'Enforcement: .*|fapolicyd is set up.*' || echo 'nothing is said of it'; }
enforcement
start() {
    fapolicyd --debug-deny >"$scratch/daemon" 2>&1 &
    daemon=$!
    trap 'kill "$daemon" && wait "$daemon"' EXIT
    until grep -q 'Starting to listen' "$scratch/daemon"; do
        if ! kill -0 "$daemon" 2>/dev/null; then
            trap - EXIT
            grep -q 'Loaded 8 rules' "$scratch/daemon" && grep fanotify "$scratch/daemon" && exit 3
            cat "$scratch/daemon"
            exit 1
        fi
        sleep 0.1
    done
}
start

try() {
    what=$1
    shift
    if "$@" >"$scratch/said" 2>&1; then echo "$what: ran"; else echo "$what: prevented"; fi
}
enforcement
try 'a listed program' canonical/listed
try 'a listed program with a blank' 'canonical/listed %41 with a blank'
try 'a listed program with a line feed' "$(printf 'canonical/listed\nin two lines')"
try 'a listed script' ./listed.sh
try 'a listed script by its interpreter' python3 listed.py
try 'an unlisted program' ./unlisted
try 'an unlisted script' ./unlisted.sh
try 'an unlisted script by its interpreter' sh unlisted.sh
try 'a copy of a listed program' ./copied
try 'a program of the system' /bin/true
try 'run of a listed script' bridgectl run listed.sh
try 'run of a listed python' bridgectl run listed.py
try 'verify' bridgectl verify --read-only --quiet
echo '# changed' >>listed.py
try 'a changed script by its interpreter' python3 listed.py
try 'verify of what changed' bridgectl verify --read-only --quiet
grep '^.ERROR' "$scratch/said" | cut -c 1-31 || true
bridgectl restore >/dev/null
try 'a restored script by its interpreter' python3 listed.py
mv unlisted.sh canonical/now-listed.sh
bridgectl freeze --reason 'another file' >/dev/null
enforcement
try 'what was listed since' canonical/now-listed.sh
kill "$daemon" && wait "$daemon" || true
trap - EXIT
bridgectl policy export --fapolicyd --output /etc/fapolicyd >/dev/null
fagenrules
enforcement
start
enforcement
try 'what was listed since, and exported' canonical/now-listed.sh
