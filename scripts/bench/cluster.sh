#!/bin/sh
# Measures what a cluster promises, in one run on this machine, and prints Markdown tables: signed, durable updates a second at
# 1, 16 and 64 connections into
#   one bridge on files
#   one bridge on a PostgreSQL whose commits wait for a standby
#   three bridges on that PostgreSQL, the connections spread over them
# with p50 and p99, the ratios, what a commit holds, the processor time of an update, and the bridges' resident memory; then what
# an entry takes in the database, and whether the figures are those that were asked for.
# Usage: scripts/bench/cluster.sh [ROUNDS [UPDATES]]   (7 rounds unless told, of 12000 updates each at 64 connections)
#
# The three run in turn, and each ratio is the median of its rounds' ratios: what else the machine does hits all. Load, bridges,
# database and standby share the processors, as no real cluster does. Needs PostgreSQL, and python3, which starts the slices; 2 GiB
# of disk in TMPDIR, given back at the end. Exits 1 if a figure is not what was asked for.
set -eu

case ${1:-} in
    -h | --help) sed -n '2,/^set -eu/s/^# \{0,1\}//p' "$0" && exit ;;
esac
unset CDPATH
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=scripts/bench/setup.sh
. scripts/bench/setup.sh
rounds=${1:-7}
updates=${2:-12000}
provide '/usr/lib/postgresql/*/bin/postgres:postgresql' psql:postgresql-client setpriv:util-linux

await_archive
"$jdk/bin/javac" -d "$scratch/load" scripts/bench/BridgeLoad.java

note 'making a bridge on files, a database with a standby, and three bridges on that'
chmod 711 "$scratch"
mkdir "$scratch/servers"
start_postgres "$scratch/servers"
make_deployment "$scratch/files"
cp -a "$scratch/files" "$scratch/a"
keep_ledger_there "$scratch/a"
"$bridgectl" --root "$scratch/a" freeze --reason 'the ledger is shared' >&2
"$bridgectl" --root "$scratch/a" cluster init --owner bridgectl_owner >&2
token=$("$bridgectl" --root "$scratch/files" token issue --subject bench --role module)
serving=
for one in files a b c; do
    [ -e "$scratch/$one" ] || cp -a "$scratch/a" "$scratch/$one"
    serve "$scratch/$one" ''
    serving="$serving $bridge:$port"
done

processor=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
printf '%s cores, %s, %s %s, Java %s, PostgreSQL %s, %s rounds\n\n' "$(nproc)" "${processor:-$(uname -m)}" "$(uname -s)" \
    "$(uname -r)" "$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$jdk/release")" "$(sql "$port_one" 'SHOW server_version')" "$rounds"

# shellcheck disable=SC2086 # a word for each bridge
python3 - "$rounds" "$updates" "$scratch" "$port_one" "$jdk/bin/java" "$token" $serving <<'PYTHON'
import os, statistics, subprocess, sys, time

rounds, updates = int(sys.argv[1]), int(sys.argv[2])
scratch, database, java, token = sys.argv[3:7]
bridges = [tuple(map(int, word.split(":"))) for word in sys.argv[7:]]
FILES, ONE, THREE = "files", "PostgreSQL, one bridge", "PostgreSQL, three bridges"
ARRANGEMENTS = {FILES: bridges[:1], ONE: bridges[1:2], THREE: bridges[1:]}
# Few connections take longer for as many.
CONNECTIONS = {1: updates // 4, 16: updates * 2 // 3, 64: updates}
TICK = os.sysconf("SC_CLK_TCK")


def sql(statement):
    """What the database answers, a word for each column of its one row."""
    return subprocess.run(["psql", "-XAtq", "-F", " ", "-h", "127.0.0.1", "-p", database, "-U", "demo", "-d", "bridge", "-c",
                           "SET search_path = bridgectl", "-c", statement], stdout=subprocess.PIPE, check=True).stdout.split()


def ticks():
    """The processor time of each process, and of its children that have ended, with its parent."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = open("/proc/%s/stat" % pid).read().rpartition(")")[2].split()
        except OSError:
            continue
        found[int(pid)] = (int(fields[1]), sum(map(int, fields[11:15])))
    return found


SERVERS = [int(open("%s/servers/%s/postmaster.pid" % (scratch, one)).readline()) for one in ("one", "two")]


def spent():
    """The seconds that all bridges and both servers have worked."""
    all_ticks = ticks()
    return (sum(all_ticks[pid][1] for pid, _ in bridges) / TICK,
            sum(used for pid, (parent, used) in all_ticks.items() if pid in SERVERS or parent in SERVERS) / TICK)


def resident(pid):
    lines = open("/proc/%d/status" % pid).read().splitlines()
    return max(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def load(to, connections, count):
    """Rate, p50 and p99 of updates into these bridges."""
    out = subprocess.run([java, "-XX:+UseSerialGC", "-cp", scratch + "/load", "BridgeLoad", ",".join(str(port) for _, port in to),
                          str(connections), str(count), "update", scratch + "/files/security/private.pem", token],
                         stdout=subprocess.PIPE, check=True).stdout.split()
    if int(out[3]):
        sys.exit("%s updates failed" % out[3])
    return [float(word) for word in out[:3]]


def commits():
    """How many entries there are, and by how many appends; the server counts those a second late."""
    time.sleep(1.5)
    return int(sql("SELECT size FROM head")[0]), int(sql("SELECT pg_stat_get_tuples_updated('head'::regclass)")[0])


def measured(arrangement, connections, count):
    to = ARRANGEMENTS[arrangement]
    before = commits()
    worked = spent()
    rate, p50, p99 = load(to, connections, count)
    work = spent()
    after = commits()
    appends = after[1] - before[1]
    return {"rate": rate, "p50": p50, "p99": p99, "memory": max(resident(pid) for pid, _ in to),
            "batch": (after[0] - before[0]) / appends if appends else 0,
            "bridge": (work[0] - worked[0]) / count * 1e6, "server": (work[1] - worked[1]) / count * 1e6}


def note(text):
    print(text, file=sys.stderr, flush=True)


note("warming up: the compiler is done after some 80,000 updates at each")
for _ in range(4):
    for bridge in bridges:
        load([bridge], 64, 20000 if updates >= 12000 else updates)

begun = sql("SELECT size, pg_current_wal_lsn() - '0/0' FROM head")
slices = {}
for number in range(rounds):
    for connections, count in CONNECTIONS.items():
        for arrangement in ARRANGEMENTS:
            note("round %d of %d, %d connections, %s" % (number + 1, rounds, connections, arrangement))
            slices.setdefault((connections, arrangement), []).append(measured(arrangement, connections, count))
ended = sql("SELECT size, pg_current_wal_lsn() - '0/0' FROM head")


def median(connections, arrangement, figure):
    return statistics.median(one[figure] for one in slices[connections, arrangement])


def ratio(connections, arrangement, to):
    """How many times as many updates a second."""
    return statistics.median(one["rate"] / other["rate"]
                             for one, other in zip(slices[connections, arrangement], slices[connections, to]))


print("| connections | ledger | updates/s | p50 ms | p99 ms | against files | entries a commit | bridges' CPU us | servers' CPU us "
      "| resident MiB |")
print("|---|---|---|---|---|---|---|---|---|---|")
for connections in CONNECTIONS:
    for arrangement in ARRANGEMENTS:
        middle = lambda figure: median(connections, arrangement, figure)
        shared = arrangement != FILES
        print("| %d | %s | %.0f | %.2f | %.2f | %s | %s | %.0f | %s | %.0f |" % (
            connections, arrangement, middle("rate"), middle("p50"), middle("p99"),
            "%.2f" % ratio(connections, arrangement, FILES) if shared else "", "%.1f" % middle("batch") if shared else "",
            middle("bridge"), "%.0f" % middle("server") if shared else "", middle("memory")))

entries = int(ended[0])
sizes = sql("""SELECT sum(pg_table_size(i.relid)) FILTER (WHERE i.root = 'entry'), sum(pg_indexes_size(i.relid)) FILTER (WHERE i.root = 'entry'),
    sum(pg_total_relation_size(i.relid)) FILTER (WHERE i.root = 'receipt'), sum(pg_total_relation_size(i.relid)) FILTER (WHERE i.root = 'mark')
    FROM (SELECT relid, pg_partition_root(relid)::text AS root FROM unnest(ARRAY['entry', 'mark']::regclass[]) AS t,
    pg_partition_tree(t) UNION ALL SELECT 'receipt'::regclass, 'receipt') AS i""")
line, held = (int(word) for word in sql("SELECT sum(length(line) + 1), count(*) FROM entry"))
print("\nAn entry's line has %d bytes. In the database it takes %d with its row, %d in its indexes, %d for its receipt, %d for its "
      "marks; %d of the write-ahead log." % (line / held, *(int(size) / entries for size in sizes),
                                             (int(ended[1]) - int(begun[1])) / (entries - int(begun[0]))))
print("A bridge has %.1f connections to the database.\n" % (
    int(sql("SELECT count(*) FROM pg_stat_activity WHERE usename = 'bridge'")[0]) / len(ARRANGEMENTS[THREE])))

memory = max(one["memory"] for key in slices for one in slices[key])
kept = True
print("| asked for | measured | kept |")
print("|---|---|---|")
for asked, figure, words in (
        ("PostgreSQL against files at 64 connections: at least 0.35", ratio(64, ONE, FILES) >= 0.35, "%.2f" % ratio(64, ONE, FILES)),
        ("three bridges against one at 64 connections: at least 1", ratio(64, THREE, ONE) >= 1, "%.2f" % ratio(64, THREE, ONE)),
        ("memory of a bridge: under 256 MiB", memory < 256, "%.0f MiB" % memory)):
    kept &= figure
    print("| %s | %s | %s |" % (asked, words, "yes" if figure else "**no**"))
sys.exit(0 if kept else 1)
PYTHON
