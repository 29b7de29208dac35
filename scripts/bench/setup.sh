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
trap 'rm -rf "$scratch"' EXIT
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
