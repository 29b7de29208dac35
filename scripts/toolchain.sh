# shellcheck shell=sh
# What the scripts need to build: JDK 17 and Maven, found or installed. Sourced by build, check and quickstart.

# Sets `jdk` to the home of a JDK 17 and answers whether there is one: JAVA_HOME, the javac on PATH, or Debian's.
find_jdk() {
    javac=$(command -v javac)
    for jdk in "${JAVA_HOME:-}" "${javac:+$(dirname "$(dirname "$(readlink -f -- "$javac")")")}" /usr/lib/jvm/*17*; do
        [ -x "$jdk/bin/javac" ] && grep -q '^JAVA_VERSION="17[."]' "$jdk/release" 2>/dev/null && return
    done
    jdk=
    return 1
}

# Prints the Debian packages that are missing for what is asked for: `jdk`, or a program whose package has another name
# after a colon (`mvn:maven`), or a file and its package, where `*` in the file's name stands for any version.
missing_packages() {
    for need in "$@"; do
        case $need in
            jdk) find_jdk || echo openjdk-17-jdk-headless ;;
            /*) exists "${need%:*}" || echo "${need#*:}" ;;
            *) command -v "${need%:*}" >/dev/null || echo "${need#*:}" ;;
        esac
    done
}

# Whether there is a file that this pattern matches.
exists() {
    for file in $1; do
        [ ! -e "$file" ] || return 0
    done
    return 1
}

# Prints how this user may act as root, or fails. Nothing here ever asks for a password.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        echo env
    else
        sudo -n true 2>/dev/null && echo 'sudo -n env'
    fi
}

# Installs Debian's packages for what is asked for (see missing_packages) where this user may; else answers no and says, on
# stderr, what to install.
provide() {
    packages=$(missing_packages "$@" | tr '\n' ' ')
    [ -n "$packages" ] || return 0
    if command -v apt-get >/dev/null && root=$(as_root); then
        echo "installing: $packages" >&2
        # shellcheck disable=SC2086 # several words each
        if $root apt-get -q update >&2 </dev/null &&
            $root DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $packages >&2 </dev/null; then
            return 0
        fi
    fi
    echo "missing, and not installed: $packages" >&2
    echo "install them (Debian: apt-get install $packages) and try again" >&2
    return 1
}

# Prints the commit that a build names in its jar.
commit() {
    git -C "$1" rev-parse --short=12 HEAD 2>/dev/null || echo unknown
}
