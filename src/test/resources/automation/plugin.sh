# A plugin that does what its argument says. Whoever stays writes its process id into the file pids.
case $1 in
say) read -r asked; echo "{\"asked\": $asked}" ;;
environment) env >environment; echo null ;;
hang) trap '' TERM; echo $$ >>pids; while :; do sleep 600; done ;;
daemons)
  trap '' TERM
  setsid sleep 600 >/dev/null 2>&1 </dev/null & echo $! >>pids
  (trap '' TERM; sleep 600) & echo $! >>pids
  echo $$ >>pids
  wait
  ;;
leave) setsid sleep 600 >/dev/null 2>&1 </dev/null & echo $! >>pids; echo '{}' ;;
flood) echo $$ >>pids; yes flood & yes flood >&2 ;;
errors) echo $$ >>pids; yes 'line
of errors' >&2 ;;
none) ;;
words) echo hello ;;
two) echo '{} {}' ;;
explain) echo begin; printf %05000d 0; echo the end; exit 1 ;;
orderly) trap 'sleep 0.5; echo told to end; exit 0' TERM; sleep 600 & echo $$ >>pids; wait ;;
exit) echo '{}'; echo "no good" >&2; exit 3 ;;
esac
