# shellcheck shell=bash
# Debian packages for the scripts beside this folder. To be sourced: needs bash, sets no options.
#
#   need_packages NAME...   returns 0 once all of them are installed, installing what is missing;
#                           prints one line that names them and returns 2 where it can't
#   build_packages          what `swift build` needs besides the toolchain
#
# CARDFERRY_NO_INSTALL=1 forbids installing: what is missing is then only named.

# The system libraries of Package.swift, and pkg-config, by which SwiftPM finds their headers.
# shellcheck disable=SC2034  # for those who source this file
build_packages=(
  libcurl4-openssl-dev libphonenumber-dev libpsl-dev libsqlite3-dev libssl-dev libxml2-dev pkg-config
)

need_packages() {
  local name missing=() root=()
  for name; do
    package_is_installed "$name" || missing+=("$name")
  done
  ((${#missing[@]} > 0)) || return 0

  if [[ ! -e /etc/debian_version ]] || ! command -v apt-get >/dev/null; then
    echo "Not a Debian system: install what these packages hold, ${missing[*]}, and try again." >&2
    return 2
  fi
  if [[ -n ${CARDFERRY_NO_INSTALL:-} ]]; then
    echo "CARDFERRY_NO_INSTALL is set: apt-get install ${missing[*]}, and try again." >&2
    return 2
  fi
  if ((EUID != 0)); then
    if ! sudo -n true 2>/dev/null; then
      echo "Not root and no sudo without a password: as root, apt-get install ${missing[*]}" >&2
      return 2
    fi
    root=(sudo -n)
  fi

  echo "Installing Debian packages: ${missing[*]}" >&2
  "${root[@]}" bash -s -- "${missing[@]}" <<'ROOT' || return 2
    set -euo pipefail
    export DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1
    log=$(mktemp)
    policy=/usr/sbin/policy-rc.d
    made_policy=
    leave() {
      [[ -z $made_policy ]] || rm -f "$policy"
      rm -f "$log"
    }
    trap leave EXIT

    # No daemon of these packages starts now, at the next boot, or with a database of its own:
    # the tests run their own copies in throw-away directories.
    if [[ ! -e $policy ]]; then
      made_policy=yes
      printf '#!/bin/sh\nexit 101\n' >"$policy"
      chmod 755 "$policy"
    fi
    if [[ " $* " == *" postgresql"* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
      mkdir -p /etc/postgresql-common
      echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    fi
    if [[ " $* " == *" slapd "* ]] && command -v debconf-set-selections >/dev/null; then
      echo 'slapd slapd/no_configuration boolean true' | debconf-set-selections
    fi
    services() {
      local file
      for file in /lib/systemd/system/*.service /etc/init.d/*; do
        [[ ! -f $file || $file == *@* ]] || basename "$file" .service
      done | sort --unique
    }
    before=$(services)

    apt() {
      apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold "$@" \
        </dev/null >>"$log" 2>&1
    }
    # A list of packages that is there may be old: it is fetched when it doesn't do.
    apt install -y --no-install-recommends "$@" || {
      apt update && apt install -y --no-install-recommends "$@"
    } || {
      tail -n 20 "$log" >&2
      echo "apt-get install $* failed; its last lines are above." >&2
      exit 2
    }

    for service in $(comm -13 <(echo "$before") <(services)); do
      systemctl disable "$service" >/dev/null 2>&1 || true
      update-rc.d "$service" disable >/dev/null 2>&1 || true
    done
ROOT
}

package_is_installed() {
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}
