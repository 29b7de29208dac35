#!/bin/sh
# What the tests of `run` run: it leaves a line in `canary`, then does what its first argument says.
echo "$*" >>canary
case ${1:-} in
    exit) exit "$2" ;;
    tell)
        env >environment
        pwd >directory
        printf '%s\n' "$0" >file
        stat -c %a "$0" "${0%/*}" "${0%/jobs/*}" >modes
        ps -o pid=,pgid=,sid= -p $$ >ids
        ;;
    say)
        cat
        echo trouble >&2
        ;;
    deaf)
        trap '' TERM INT HUP
        echo $$ >pid
        while :; do sleep 1; done
        ;;
    wait)
        trap 'echo TERM >signal; exit 7' TERM
        trap 'echo INT >signal; exit 7' INT
        trap 'echo HUP >signal; exit 7' HUP
        echo $$ >pid
        while :; do sleep 0.1; done
        ;;
    fork)
        (trap '' TERM && while :; do sleep 1; done) &
        echo $! >pid
        ;;
    daemon)
        # Forks twice, leads a session of its own, has no stream open, and ignores what can be ignored.
        (setsid sh -c 'trap "" TERM INT HUP; cd /; while :; do sleep 1; done' </dev/null >/dev/null 2>&1 &
            echo $! >pid)
        ;;
    closed)
        exec <&- >&- 2>&-
        echo $$ >pid
        while :; do sleep 1; done
        ;;
    *) ;;
esac
