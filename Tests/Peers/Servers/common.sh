# shellcheck shell=bash
# What the start and stop scripts of the servers share. To be sourced by bash.

# Prints a port on loopback that nothing listens on, at random, so that two servers that start at
# once seldom meet. CARDFERRY_PORTS=FIRST-LAST keeps the choice within a range.
free_port() {
  local range=${CARDFERRY_PORTS:-21000-31999} port _
  local first=${range%-*} last=${range#*-}
  for _ in {1..200}; do
    port=$((first + (RANDOM * 32768 + RANDOM) % (last - first + 1)))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
  echo "No free port in $range; set CARDFERRY_PORTS to another range." >&2
  return 1
}

# new_directory DIR: makes the server's own directory, which must not hold anything yet.
new_directory() {
  if [[ -z $1 || -n $(ls -A "$1" 2>/dev/null) ]]; then
    echo "usage: ${0##*/} DIRECTORY, which must be new or empty" >&2
    exit 2
  fi
  mkdir -p "$1/run" "$1/log"
}

# wait_for SECONDS NAME COMMAND...: until COMMAND succeeds, at most that long; then tells the end
# of DIR/log/NAME.log. DIR is the caller's.
wait_for() {
  local limit=$1 name=$2 end
  shift 2
  end=$((SECONDS + limit))
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS >= end)); then
      echo "$name did not answer within $limit s; the end of its log:" >&2
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
  if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep --quiet --fixed-strings -- "$1"; then
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
