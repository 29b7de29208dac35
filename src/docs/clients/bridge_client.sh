#!/bin/sh
# Sends one update to a Core-Bucket Bridge, and checks the receipt. Needs a POSIX shell, openssl and curl, nothing else.
#
# Usage: bridge_client.sh NAME=TEXT | NAME:=NUMBER ...     like  bridge_client.sh course=algebra rooms:=12
#
# Texts are printable ASCII, numbers are whole. The environment says the rest:
#   BRIDGE_URL         like https://bridge.example
#   BRIDGE_MODULE      the module that sends
#   BRIDGE_KEY         the file of its private key (PEM)
#   BRIDGE_TOKEN_FILE  the file of its token
#   BRIDGE_SESSION     the id of an update of which it is not known whether it is stored; else a new one
#   CURL_CA_BUNDLE     the authority to trust over TLS (PEM); else what this host trusts
#
# Exit codes: 0 it is in the ledger, and the receipt holds; 1 the bridge refuses it, or the receipt does not hold;
# 64 usage; 69 it is not known whether it is stored: run it again with the BRIDGE_SESSION that is named then.
set -eu
LC_ALL=C
export LC_ALL

patience=120 # seconds for all attempts; a timestamp is fresh for 300

say() { printf 'bridge_client.sh: %s\n' "$*" >&2; }

usage() {
    say "$*"
    sed -n '4p' "$0" | cut -c 3- >&2
    exit 64
}

# Prints a text as a JSON string.
text() {
    printf '"%s"' "$(printf '%s' "$1" | sed 's/[\\"]/\\&/g')"
}

# Prints a name and its value as a member of a JSON object.
member() {
    name=${1%%=*}
    value=${1#*=}
    case $1 in
        *[!\ -~]*) usage "not printable ASCII: $1" ;;
        *=*) ;;
        *) usage "expected NAME=TEXT or NAME:=NUMBER: $1" ;;
    esac
    case $name in
        *:)
            name=${name%:}
            printf '%s' "$value" | grep -qE '^(0|-?[1-9][0-9]*)$' || usage "no whole number: $1"
            ;;
        *) value=$(text "$value") ;;
    esac
    case $name in
        '' | *[!A-Za-z0-9_.-]*) usage "no name of letters, digits, _ . -: $1" ;;
    esac
    ! grep -q "^\"$name\": " "$work/members" || usage "named twice: $name"
    printf '"%s": %s\n' "$name" "$value" >>"$work/members"
}

# Asks again, later and later, while the bridge can't be reached or can't answer now. Answers 1 with the refusal in $work/answer, or 69.
until_answered() {
    end=$(($(date +%s) + patience))
    pause=1
    while :; do
        wait=
        if code=$(curl -sS --max-time 15 -D "$work/head" -o "$work/answer" -w '%{http_code}' \
            -H "@$work/token" "$@" 2>"$work/trouble"); then
            case $code in
                200) return 0 ;;
                429 | 5*) wait=$(sed -n 's/^[Rr]etry-[Aa]fter: *\([0-9][0-9]*\).*/\1/p' "$work/head") ;;
                *) return 1 ;;
            esac
            printf '%s %s' "$code" "$(cat "$work/answer")" >"$work/trouble"
        fi
        wait=${wait:-$pause}
        [ $(($(date +%s) + wait)) -le "$end" ] || return 69
        sleep "$wait"
        pause=$((pause < 16 ? pause * 2 : 16))
    done
}

# Ends, if something was not answered as it should be.
require() {
    case $1 in
        0) return ;;
        1)
            say "refused: $code $(cat "$work/answer")"
            exit 1
            ;;
    esac
    say "not known whether it is stored: $(cat "$work/trouble")"
    say "run it again with BRIDGE_SESSION=$session"
    exit 69
}

[ $# -gt 0 ] || usage 'nothing to send'
for name in BRIDGE_URL BRIDGE_MODULE BRIDGE_KEY BRIDGE_TOKEN_FILE; do
    eval "[ -n \"\${$name:-}\" ]" || usage "$name is not set"
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
umask 077
printf 'Authorization: Bearer %s\n' "$(cat "$BRIDGE_TOKEN_FILE")" >"$work/token"

case $BRIDGE_MODULE${BRIDGE_SESSION:-} in
    *[!A-Za-z0-9_.-]*) usage 'BRIDGE_MODULE and BRIDGE_SESSION are of letters, digits, _ . -' ;;
esac
: >"$work/members"
for given in "$@"; do
    member "$given"
done
data="{$(sort -t '"' -k 2,2 "$work/members" | awk 'NR > 1 { printf ", " } { printf "%s", $0 }')}"
session=${BRIDGE_SESSION:-$(openssl rand -hex 16)}

# What is signed is the canonical form: members by name, ", " and ": " between them. These bytes stay the same for each attempt: under
# its Idempotency-Key an update is stored once.
payload="{\"data\": $data, \"module\": \"$BRIDGE_MODULE\", \"session_id\": \"$session\""
payload="$payload, \"timestamp\": \"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"}"
signature=$(printf '%s' "$payload" | openssl dgst -sha256 -sign "$BRIDGE_KEY" | openssl base64 -A)
printf '{"payload": %s, "signature": "%s", "nonce": "%s"}' "$payload" "$signature" "$(openssl rand -hex 16)" >"$work/body"

url=${BRIDGE_URL%/}
answered=0
until_answered -H 'Content-Type: application/json' -H "Idempotency-Key: $session" --data-binary "@$work/body" \
    "$url/core/update" || answered=$?
if [ $answered = 1 ] && grep -q '"replay_detected"' "$work/answer"; then
    answered=0 # it arrived earlier, under another signature
    until_answered "$url/bucket/receipts/$session" || answered=$?
fi
require $answered
seq=$(sed -n 's/.*"seq": *\([0-9][0-9]*\).*/\1/p' "$work/answer")
hash=$(sed -n 's/.*"hash": *"\([0-9a-f]*\)".*/\1/p' "$work/answer")

# The ledger must have this update as the entry that the receipt names.
answered=0
until_answered "$url/bucket/entries/$seq" || answered=$?
require $answered
sed 's/"hash": "[0-9a-f]*", //' "$work/answer" | tr -d '\n' >"$work/unhashed"
case $(openssl dgst -sha256 <"$work/unhashed") in
    *"$hash") ;;
    *) hash= ;;
esac
sent="\"data\": $data, \"module\": \"$BRIDGE_MODULE\", \"session_id\": \"$session\","
if [ -z "$hash" ] || ! grep -qF -e "$sent" "$work/answer"; then
    say "refused: entry $seq of the ledger is not what the receipt names"
    exit 1
fi
printf 'entry %s %s\n' "$seq" "$hash"
