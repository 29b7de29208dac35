# shellcheck shell=sh
# What the benches have in common: to be sourced from the top of the checkout. Sets `bridgectl`, and `scratch`, a directory
# that is removed at the end with the state and the class archive that bridgectl keeps there.

unset CLASSPATH JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
# shellcheck source=scripts/toolchain.sh
. scripts/toolchain.sh
# shellcheck source=scripts/postgres.sh
. scripts/postgres.sh
bridgectl=$PWD/scripts/bridgectl

provide jdk mvn:maven python3
find_jdk
JAVA_HOME=$jdk
export JAVA_HOME

scratch=$(mktemp -d)
bridges=
finish() {
    for one in $bridges; do
        ! kill "$one" 2>/dev/null || wait "$one" || :
    done
    stop_postgres
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

# Makes a deployment whose bridge listens at any port that is free, and can be sent as many updates as a bench has.
make_deployment() {
    "$bridgectl" --root "$1" init >&2
    sed -i 's/"port": 8000/"port": 0/; s/"payloads_without_timestamp": 1000000/"payloads_without_timestamp": 10000000/' \
        "$1/canonical/core_bucket_bridge.json"
    "$bridgectl" --root "$1" freeze --reason bench >&2
}

# Starts the bridge of a deployment, on the processors that the second argument names if it is not empty: sets `bridge` (its
# process) and `port`.
serve() {
    : >"$1.out"
    ${2:+taskset -c "$2"} "$bridgectl" --root "$1" run bridge >"$1.out" 2>"$1.err" &
    bridge=$!
    bridges="$bridges $bridge"
    tries=0
    until port=$(sed -n 's/.*listening at http:..127.0.0.1:\([0-9]*\).*/\1/p' "$1.out") && [ -n "$port" ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 300 ] || { cat "$1.out" "$1.err" >&2 && exit 74; }
        sleep 0.1
    done
}

# Makes a deployment and starts its bridge, on the processors that the argument names if it is not empty: sets `deployment`,
# `bridge`, `port` and `token`, a module's.
start_bridge() {
    deployment=$scratch/deployment
    make_deployment "$deployment"
    serve "$deployment" "$1"
    token=$("$bridgectl" --root "$deployment" token issue --subject bench --role module)
}

# What BridgeLoad prints of so many requests over so many connections: rate, p50, p99, failures.
load() { "$jdk/bin/java" -XX:+UseSerialGC -cp "$scratch/load" BridgeLoad "$port" "$@"; }
load_updates() { load "$1" "$2" update "$deployment/security/private.pem" "$token"; }
