# shellcheck shell=sh
# What the benches have in common: to be sourced from the top of the checkout. Sets `bridgectl`, and `scratch`, a directory
# that is removed at the end with the state and the class archive that bridgectl keeps there.

unset CLASSPATH JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
# shellcheck source=scripts/toolchain.sh
. scripts/toolchain.sh
bridgectl=$PWD/scripts/bridgectl

provide jdk mvn:maven python3
find_jdk
JAVA_HOME=$jdk
export JAVA_HOME

scratch=$(mktemp -d)
bridge=
finish() {
    if [ -n "$bridge" ] && kill "$bridge"; then
        wait "$bridge" || :
    fi
    rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
XDG_STATE_HOME=$scratch/state
XDG_CACHE_HOME=$scratch/cache
export XDG_STATE_HOME XDG_CACHE_HOME

note() { printf '%s\n' "$*" >&2; }

# The archive is made behind the first command's back; a bench must not run beside it.
await_archive() {
    note 'starting bridgectl once, and waiting for its class archive'
    "$bridgectl" --version >&2
    tries=0
    while ! ls "$XDG_CACHE_HOME"/bridgectl/*.stamp >/dev/null 2>&1 || ls -d "$XDG_CACHE_HOME"/bridgectl/*.making >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -le 60 ] || { note 'no class archive after a minute: measuring without' && break; }
        sleep 1
    done
}

# Makes a deployment and starts its bridge, on the processors that the arguments name if there are any: sets `deployment`,
# `bridge` (its process), `port` and `token`, a module's.
start_bridge() {
    deployment=$scratch/deployment
    "$bridgectl" --root "$deployment" init >&2
    # A port of 0 is any that is free; the bridge says which.
    sed -i 's/"port": 8000/"port": 0/; s/"payloads_without_timestamp": 1000000/"payloads_without_timestamp": 10000000/' \
        "$deployment/canonical/core_bucket_bridge.json"
    "$bridgectl" --root "$deployment" freeze --reason bench >&2
    : >"$scratch/out"
    ${1:+taskset -c "$1"} "$bridgectl" --root "$deployment" run bridge >"$scratch/out" 2>"$scratch/err" &
    bridge=$!
    tries=0
    until port=$(sed -n 's/.*listening at http:..127.0.0.1:\([0-9]*\).*/\1/p' "$scratch/out") && [ -n "$port" ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 300 ] || { cat "$scratch/out" "$scratch/err" >&2 && exit 74; }
        sleep 0.1
    done
    token=$("$bridgectl" --root "$deployment" token issue --subject bench --role module)
}

# What BridgeLoad prints of so many requests over so many connections: rate, p50, p99, failures.
load() { "$jdk/bin/java" -XX:+UseSerialGC -cp "$scratch/load" BridgeLoad "$port" "$@"; }
load_updates() { load "$1" "$2" update "$deployment/security/private.pem" "$token"; }
