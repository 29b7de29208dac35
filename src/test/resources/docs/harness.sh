# What a page's commands run in: one shell for a page, with SCRATCH, OUT, SAMPLE, CLIENTS and PORT set. A page's own places lie below
# SCRATCH, and its port is one that is free.

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

# What is said of a command that ended badly: what it printed, and what those behind it did.
trouble() {
    cat "$OUT/$1"
    [ -z "${behind:-}" ] || { echo "behind it, $behind:" && jobs -l && cat "$OUT/$behind"; }
}

# run NAME NUMBER CODE READY COMMAND: runs a command of a page, which ends in CODE, or prints READY and goes on.
run() {
    if [ -n "$4" ]; then
        eval "$5" >"$OUT/$2" 2>&1 </dev/null
        until grep -q -- "$4" "$OUT/$2"; do
            kill -0 $! 2>/dev/null || fail "$1: it ended before it said '$4': $5" "$(trouble "$2")"
            read -r -t 0.05 <>"$SCRATCH/never"
        done
        behind=$2
        return 0
    fi
    eval "$5" >"$OUT/$2" 2>&1 </dev/null
    code=$?
    [ "$code" = "$3" ] || fail "$1: ended in $code and not in $3: $5" "$(trouble "$2")"
}

# Acting as another user is left out: nothing here asks for another's rights.
sudo() {
    while :; do
        case $1 in
            -u | -Hu) shift 2 ;;
            -*) shift ;;
            *) break ;;
        esac
    done
    "$@"
}

end_jobs() {
    for job in $(jobs -p); do
        kill "$job" 2>/dev/null
    done
    wait
}

# ---- what a block may be given ----

given_an_empty_host() {
    end_jobs
    rm -rf "$SCRATCH/srv" "$SCRATCH/media" "$SCRATCH/var" "$HOME"
    mkdir -p "$SCRATCH/srv/bridge" "$SCRATCH/media/usb" "$SCRATCH/var/backups" "$HOME"
    cd "$SCRATCH/srv/bridge" || exit
}

given_two_scripts_and_a_test() {
    given_an_empty_host
    mkdir automation
    printf '#!/usr/bin/env python3\nprint("bridge")\n' >core_bucket_bridge.py
    printf 'print("runner")\n' >automation/runner.py
    printf 'print("test")\n' >test_health_endpoint.py
    chmod +x core_bucket_bridge.py test_health_endpoint.py
}

# With a script in it, and somebody who commits.
given_an_empty_repository() {
    given_an_empty_host
    git init -q -b main . && git config user.name Anna && git config user.email anna@example.org
    echo 'echo app' >app.sh
}

given_a_deployment() {
    given_an_empty_host
    cp -a "$SAMPLE/." .
    quietly bridgectl verify
}

given_a_blocked_deployment() {
    given_a_deployment
    echo '# harmless' >>automation/runner.py
}

given_a_deployment_whose_release_key_is_elsewhere() {
    given_a_deployment
    cp security/release.public.pem "$SCRATCH/media/usb/"
    mv security/release.private.pem "$SCRATCH/media/usb/"
}

# The token is called Release, and its PIN is in a file.
given_a_deployment_and_an_empty_token() {
    given_a_deployment
    make_token
}

given_an_empty_host_with_an_empty_token() {
    given_an_empty_host
    make_token
}

make_token() {
    rm -rf "$SCRATCH/tokens"
    mkdir "$SCRATCH/tokens"
    echo "directories.tokendir = $SCRATCH/tokens" >"$SCRATCH/softhsm2.conf"
    export SOFTHSM2_CONF="$SCRATCH/softhsm2.conf"
    echo 12345678 >"$SCRATCH/media/usb/pin"
    quietly softhsm2-util --init-token --free --label Release --so-pin 87654321 --pin 12345678
}

# Of the release key, anna and bruno; clara has a key.
given_a_deployment_where_two_of_three_decide() {
    given_a_deployment_whose_release_key_is_elsewhere
    for name in anna bruno clara; do
        openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$SCRATCH/media/usb/$name.key" 2>"$OUT/quiet"
        openssl pkey -in "$SCRATCH/media/usb/$name.key" -pubout -out "$SCRATCH/media/usb/$name.pem"
    done
    quietly bridgectl trust init --holder "anna=$SCRATCH/media/usb/anna.pem" --holder "bruno=$SCRATCH/media/usb/bruno.pem" \
        --reason 'two of three' --key "$SCRATCH/media/usb/release.private.pem"
    quietly bridgectl approve seal --key "$SCRATCH/media/usb/anna.key"
    quietly bridgectl trust sign --key "$SCRATCH/media/usb/anna.key"
    quietly bridgectl trust apply
}

given_a_running_bridge() {
    given_a_deployment
    start_bridge
}

given_a_running_bridge_and_clients() {
    given_a_running_bridge
    cp -r "$CLIENTS" clients
}

given_a_deployment_that_is_new_here() {
    given_a_deployment
    cp security/release.public.pem "$SCRATCH/media/usb/"
    rm -r ~/.local/state/bridgectl
}

given_a_tree_that_changed() {
    given_an_empty_host
    echo a >a.txt
    echo b >b.txt
    sha256sum a.txt b.txt >SHA256SUMS
    rm a.txt
    echo c >b.txt
}

given_a_running_bridge_and_updates() {
    given_a_running_bridge
    echo '{"course": "CS101"}' >course.json
    for number in 1 2 3; do
        echo "{\"module\": \"finance\", \"data\": {\"invoice\": $number}}"
    done >updates.ndjson
}

# With updates in the outbox.
given_a_bridge_that_is_down() {
    end_jobs
    bridgectl sync --from updates.ndjson >"$OUT/quiet" 2>&1
    [ $? = 69 ] || fail 'the harness: sync should not have reached the bridge' "$(cat "$OUT/quiet")"
}

given_a_lost_host_with_a_backup() {
    given_a_deployment
    tar -czf "$SCRATCH/bridge.tar.gz" .
    cp security/release.public.pem "$SCRATCH/"
    given_an_empty_host
    mv "$SCRATCH/bridge.tar.gz" "$SCRATCH/var/backups/"
    mv "$SCRATCH/release.public.pem" "$SCRATCH/media/usb/"
}

# What V5 has, with a chain that links nothing.
given_a_tree_of_v5() {
    given_an_empty_host
    mkdir -p automation/plugins automation/reports insight logs security
    printf '*.pyc\n/logs/\n/security/\n/automation/reports/\n/outbox/\n' >.gitignore
    printf '# Canonical run instructions of V5\n' >CANONICAL_RUN.md
    printf '#!/usr/bin/env python3\nprint("bridge")\n' >core_bucket_bridge.py
    printf '#!/usr/bin/env python3\nprint("runner")\n' >automation/runner.py
    for forbidden in automation/plugins/heartbeat.py load_test.py test_health_endpoint.py; do
        printf 'print("no")\n' >"$forbidden"
    done
    cat >automation/config.json <<'JOBS'
{"jobs": [
  {"name": "startup_sync", "trigger": {"type": "onStartup"}, "actions": [
    {"type": "send_core_update", "data": {"module": "education", "data": {"course_id": "CS101", "students_enrolled": 150}}},
    {"type": "get_bucket_status"}]},
  {"name": "periodic_finance_sync", "trigger": {"type": "intervalMinutes", "value": 30}, "actions": [
    {"type": "send_core_update", "data": {"module": "finance", "data": {"account_id": "ACC123456", "balance": 25000.75}}}]}
]}
JOBS
    for log in logs/core_sync.log logs/heartbeat.log logs/metrics.jsonl logs/security_rejects.log insight/flow.log \
        automation/reports/engine.log security/nonce_cache.json; do
        echo '{"from": "V5"}' >"$log"
    done
    cp "$(dirname "${BASH_SOURCE[0]}")/../ledger/chain_v5_unlinked.jsonl" logs/provenance_chain.jsonl
    openssl genrsa -traditional -out security/private.pem 2048 2>"$OUT/quiet"
    openssl rsa -in security/private.pem -pubout -out security/public.pem 2>"$OUT/quiet"
    chmod 644 security/private.pem
}

# The descriptor that init would write, with the page's port.
given_a_free_port() {
    cp "$SAMPLE/canonical/core_bucket_bridge.json" canonical/
}

given_the_bridge_started_again() {
    end_jobs
    start_bridge
}

start_bridge() {
    run harness bridge 0 'listening at' 'bridgectl run bridge &'
}

quietly() {
    "$@" >"$OUT/quiet" 2>&1 </dev/null || fail "the harness: $* ended in $?" "$(cat "$OUT/quiet")"
}

mkfifo "$SCRATCH/never"
trap end_jobs EXIT
