# shellcheck shell=bash
# What the start and stop scripts of the servers share. To be sourced by bash.

# free_ports COUNT: prints that many ports on loopback that nothing listens on, at random, so that
# two servers that start at once seldom meet. CARDFERRY_PORTS=FIRST-LAST keeps the choice within a
# range.
free_ports() {
  local range=${CARDFERRY_PORTS:-21000-31999} port ports=() _
  local first=${range%-*} last=${range#*-}
  for _ in {1..1000}; do
    port=$((first + (RANDOM * 32768 + RANDOM) % (last - first + 1)))
    if [[ " ${ports[*]} " != *" $port "* ]] && is_free "$port"; then
      ports+=("$port")
      ((${#ports[@]} < $1)) || {
        echo "${ports[@]}"
        return
      }
    fi
  done
  echo "No free port in $range; set CARDFERRY_PORTS to another range." >&2
  return 1
}

is_free() {
  ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# expect_free PORT...: else another server there would be taken for ours.
expect_free() {
  local port
  for port; do
    is_free "$port" || {
      echo "Something listens on port $port already." >&2
      exit 2
    }
  done
}

# new_directory DIR: makes the server's own directory, which must not hold anything yet.
new_directory() {
  if [[ -z $1 || -n $(ls -A "$1" 2>/dev/null) ]]; then
    echo "usage: ${0##*/} DIRECTORY, which must be new or empty" >&2
    exit 2
  fi
  mkdir -p "$1/run" "$1/log"
}

# start_daemon NAME COMMAND...: runs COMMAND in the background, with its words in DIR/log/NAME.log
# and its number in DIR/run/NAME.pid. It inherits nothing open from whoever runs the script, who
# could otherwise wait for the end of files that a server keeps open. DIR is the caller's.
start_daemon() {
  local name=$1
  shift
  (
    for file in /proc/"$BASHPID"/fd/*; do
      number=${file##*/}
      ((number < 3)) || eval "exec $number>&-"
    done
    exec "$@"
  ) </dev/null >>"$DIR/log/$name.log" 2>&1 &
  echo $! >"$DIR/run/$name.pid"
}

# wait_for SECONDS NAME COMMAND...: until COMMAND succeeds, at most that long and no longer than the
# daemon runs; then tells the end of DIR/log/NAME.log. DIR is the caller's.
wait_for() {
  local limit=$1 name=$2 end
  shift 2
  end=$((SECONDS + limit))
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS >= end)) || ! is_running "$(<"$DIR/run/$name.pid")"; then
      echo "$name ended, or did not answer within $limit s; the end of its log:" >&2
      tail -n 20 "$DIR/log/$name.log" >&2
      return 1
    fi
    sleep 0.1
  done
}

# answers CODE URL [CURL OPTION...]: whether the server's status is CODE.
answers() {
  local code=$1
  shift
  [[ $(curl --silent --output /dev/null --max-time 5 --write-out '%{http_code}' "$@") == "$code" ]]
}

# end_process DIR NAME SIGNAL: ends the process of DIR/run/NAME.pid and waits for its end. A
# process whose command line doesn't name DIR is another's, which got the number meanwhile.
end_process() {
  local file=$1/run/$2.pid pid _
  [[ -s $file ]] || return 0
  read -r pid <"$file"
  if is_running "$pid" && grep --quiet --fixed-strings -- "$1" "/proc/$pid/cmdline"; then
    kill "-$3" "$pid" 2>/dev/null || true
    for _ in {1..100}; do
      is_running "$pid" || break
      sleep 0.05
    done
    ! is_running "$pid" || kill -KILL "$pid" 2>/dev/null || true
  fi
  rm -f "$file"
}

# A process that nobody has waited for yet, a zombie, is not running.
is_running() {
  [[ -e /proc/$1/stat ]] && ! grep --quiet '^State:[[:space:]]*[ZX]' "/proc/$1/status" 2>/dev/null
}
