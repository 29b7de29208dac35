# shellcheck shell=sh
# A PostgreSQL of a script's own, whose commits wait for a standby, and a deployment whose ledger is there. To be sourced behind
# toolchain.sh. All of it lies in a directory that the script names, at ports that are free. What these functions call must be
# there: provide /usr/lib/postgresql/*/bin/postgres:postgresql psql:postgresql-client setpriv:util-linux python3

unset PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD PGSERVICE PGOPTIONS
servers=

# server PROGRAM ARGS...: runs one of PostgreSQL's programs, as another user if we are root, since it refuses that.
server() {
    for programs in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V -r); do
        break
    done
    program=$programs/$1
    shift
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=nobody --regid=nogroup --clear-groups -- "$program" "$@"
    else
        "$program" "$@"
    fi
}

# start_server NAME PORT: starts the one whose data are in that directory.
start_server() {
    server pg_ctl -w -D "$servers/$1" -o "-p $2" -l "$servers/$1/log" start >/dev/null && return
    cat "$servers/$1/log" >&2
    return 1
}

# sql PORT STATEMENT
sql() { psql -X -q -A -t -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$1" -U demo -d "${3:-postgres}" -c "$2"; }

# free_port: prints a port that nobody listens at.
free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# await COMMAND...: runs the command until it succeeds, for a minute at most.
await() {
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ $tries -lt 600 ] || return 1
        sleep 0.1
    done
}

is_followed() { sql "$port_one" "SELECT sync_state FROM pg_stat_replication" | grep -q quorum; }

# start_postgres DIRECTORY [SETTING...]: a primary and its synchronous standby, in directories `one` and `two` of that one, and
# the roles and the empty database that the guide on clusters asks for. Sets `port_one` and `port_two`; the superuser is `demo`.
# The directories above must be open to others where we are root. Ended by stop_postgres.
start_postgres() {
    servers=$1
    shift
    port_one=$(free_port) && port_two=$(free_port) && mkdir -m 700 "$servers/one" "$servers/two" || return
    [ "$(id -u)" != 0 ] || chown nobody:nogroup "$servers/one" "$servers/two" || return
    server initdb -D "$servers/one" -U demo -A trust -N >"$servers/initdb.log" 2>&1 || return
    {
        echo "listen_addresses = '127.0.0.1'"
        echo "unix_socket_directories = ''"
        echo "synchronous_standby_names = 'ANY 1 (two)'"
        [ $# = 0 ] || printf '%s\n' "$@"
    } >>"$servers/one/postgresql.conf"
    start_server one "$port_one" &&
        server pg_basebackup -D "$servers/two" -R -X stream -c fast \
            -d "host=127.0.0.1 port=$port_one user=demo application_name=two" &&
        start_server two "$port_two" &&
        await is_followed &&
        sql "$port_one" "CREATE ROLE bridgectl_owner LOGIN" &&
        sql "$port_one" "CREATE ROLE bridge LOGIN" &&
        sql "$port_one" "CREATE DATABASE bridge OWNER bridgectl_owner"
}

# Ends what runs of it, at once; there need not be anything.
stop_postgres() {
    [ -n "$servers" ] || return 0
    for one in one two; do
        [ ! -e "$servers/$one/postmaster.pid" ] || server pg_ctl -D "$servers/$one" -m immediate stop >/dev/null 2>&1 || :
    done
}

# keep_ledger_there ROOT: writes the database into the descriptor of a deployment, which is to be sealed anew, and the password,
# which this server does not ask for.
keep_ledger_there() {
    url="jdbc:postgresql://127.0.0.1:$port_one,127.0.0.1:$port_two/bridge?targetServerType=primary"
    sed -i "s|\"checkpoint_every\": \"5m\"|&, \"store\": \"postgresql\",\\
    \"postgresql\": {\"url\": \"$url\", \"user\": \"bridge\", \"password_file\": \"security/database.password\"}|" \
        "$1/canonical/core_bucket_bridge.json"
    (umask 077 && echo unused >"$1/security/database.password")
}
