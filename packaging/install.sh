#!/bin/sh
# Installs Panoramica on Debian, or puts a newer version in the place of the one that is there: install.sh --help.
set -eu

PROGRAMS=/opt/panoramica
DATA=/var/lib/panoramica
CONFIG=/etc/panoramica
SETTINGS=$CONFIG/panoramica.env
UNIT=/etc/systemd/system/panoramica.service
COMMAND=/usr/local/bin/panoramica
ACCOUNT=panoramica
# How long a new version may take until it answers, in seconds.
PATIENCE=${PANORAMICA_INSTALL_PATIENCE:-60}
# Versions that stay after an upgrade, for going back by hand.
KEEP=3

usage() {
  cat <<'END'
Usage: install.sh [--from DIR-OR-TARBALL] [--no-start]
       install.sh --uninstall [--purge]

Installs Panoramica, or upgrades the one that is there: programs in /opt/panoramica, settings in /etc/panoramica, data in
/var/lib/panoramica, a service of systemd. Run as root.

  --from X      a release (folder or .tar.gz), or a checkout; default: where this file is
  --no-start    only install: leave starting to somebody else
  --uninstall   remove programs, service and command; settings, data and account stay
  --purge       with --uninstall: remove those as well

An upgrade stops the server, makes a backup, and starts the new version. If that does not answer, the version before and
its data are put back; PANORAMICA_INSTALL_PATIENCE is how many seconds it has to (60). Where systemd does not run, as in a
chroot, the new version is tried by hand and not left running.
END
}

say() { echo "install: $*"; }
fail() {
  echo "install: $*" >&2
  exit 1
}

has_systemd() { [ -d /run/systemd/system ]; }
current() { readlink "$PROGRAMS/current" 2>/dev/null || true; }
setting() { sed -n "s/^$1=//p" "$SETTINGS" 2>/dev/null | tail -n 1 | tr -d "\"'"; }

# Becomes a program as the service runs it: as its user, with its settings.
become() {
  set -a
  # shellcheck source=/dev/null
  . "$SETTINGS"
  HOME=$DATA
  cd "$DATA"
  exec setpriv --reuid "$ACCOUNT" --regid "$ACCOUNT" --init-groups --no-new-privs "$@"
}

# --- what is installed ------------------------------------------------------------------------------------------------

# Sets `release` and puts its files where they belong, beside what is there; nothing is switched yet.
place_release() {
  unpacked=
  if [ -f "$from" ]; then
    unpacked=$(mktemp -d)
    tar -xzf "$from" -C "$unpacked" --strip-components=1 || fail "$from is no release"
    from=$unpacked
  fi
  [ -f "$from/package.json" ] || fail "$from holds no Panoramica"
  mkdir -p "$PROGRAMS"
  rm -rf "$PROGRAMS/.unfinished"
  if [ -f "$from/RELEASE" ]; then
    cp -R --preserve=links,timestamps "$from" "$PROGRAMS/.unfinished"
  else
    stage_checkout
  fi
  release=$(cat "$PROGRAMS/.unfinished/RELEASE")
  case $release in '' | .* | *[!0-9A-Za-z.+-]*) fail "$from has no proper version" ;; esac
  "$PROGRAMS/.unfinished/bin/panoramica" gate --help >/dev/null || fail "$release does not run on this machine"
  chmod -R u=rwX,go=rX "$PROGRAMS/.unfinished"
  if [ -d "$PROGRAMS/$release" ]; then
    rm -rf "$PROGRAMS/.unfinished"
  else
    mv "$PROGRAMS/.unfinished" "$PROGRAMS/$release"
  fi
  [ -z "$unpacked" ] || rm -rf "$unpacked"
}

# A checkout has to be built first, which takes npm and a registry unless that was done before.
stage_checkout() {
  node=$from/node_modules/.bin/node
  [ -x "$node" ] || node=$(command -v node) || fail "a checkout takes Node 20 or newer with npm; a release takes neither"
  (cd "$from" && "$node" bin/bootstrap.mjs build:web) || fail "$from could not be built"
  "$node" "$from/packaging/stage.mjs" "$PROGRAMS/.unfinished" >/dev/null || fail "$from could not be put together"
}

place_account() {
  getent passwd "$ACCOUNT" >/dev/null && return
  useradd --system --user-group --home-dir "$DATA" --no-create-home --shell /usr/sbin/nologin "$ACCOUNT"
}

place_files() {
  packaging=$PROGRAMS/$release/packaging
  install -d -o "$ACCOUNT" -g "$ACCOUNT" -m 0700 "$DATA"
  install -d -o root -g "$ACCOUNT" -m 0750 "$CONFIG"
  [ -e "$SETTINGS" ] || install -o root -g "$ACCOUNT" -m 0640 "$packaging/panoramica.env" "$SETTINGS"
  install -D -m 0644 "$packaging/panoramica.service" "$UNIT"
  install -D -m 0755 "$packaging/command.sh" "$COMMAND"
}

# In one step: there is no moment without a version.
switch_to() {
  ln -s "$1" "$PROGRAMS/.current"
  mv -T "$PROGRAMS/.current" "$PROGRAMS/current"
}

# --- start, stop, and whether it answers ------------------------------------------------------------------------------

stop_server() {
  if has_systemd; then
    systemctl stop panoramica.service 2>/dev/null || true
  elif answers; then
    fail "a server is running that this cannot stop, since systemd does not run here: stop it first"
  fi
}

start_server() {
  if has_systemd; then
    systemctl daemon-reload
    systemctl enable --quiet panoramica.service
    systemctl start panoramica.service
  else
    become "$PROGRAMS/current/bin/panoramica" serve >"$trial" 2>&1 &
    server=$!
  fi
}

# Where nothing keeps it running, the trial ends here.
end_trial() {
  [ -n "${server:-}" ] || return 0
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  server=
}

# Whether the server answers, at the address of the settings.
answers() (
  set -a
  # shellcheck source=/dev/null
  . "$SETTINGS"
  exec "$PROGRAMS/$release/bin/node" "$PROGRAMS/$release/packaging/health.mjs"
)

# Restarted more than once it will not do better the next time: only systemd's own limit would end it, much later.
has_ended() {
  if has_systemd; then
    restarts=$(systemctl show --property NRestarts --value panoramica.service)
    systemctl is-failed --quiet panoramica.service || [ "${restarts:-0}" -gt 1 ]
  elif kill -0 "$server" 2>/dev/null; then
    return 1
  fi
}

comes_up() {
  deadline=$(($(date +%s) + PATIENCE))
  while ! answers; do
    if has_ended || [ "$(date +%s)" -ge "$deadline" ]; then return 1; fi
    sleep 1
  done
  # It has to be this server that answered.
  ! has_ended
}

last_words() {
  if has_systemd; then journalctl -u panoramica.service -n 20 --no-pager -o cat >&2; else tail -n 20 "$trial" >&2; fi
}

# --- install, upgrade, remove -----------------------------------------------------------------------------------------

install_first() {
  switch_to "$release"
  [ -z "$no_start" ] || return 0
  if ! has_systemd; then
    say "systemd does not run here: nothing is started; by hand: $COMMAND serve"
    return 0
  fi
  start_server
  comes_up || { last_words; fail "$release does not answer; its words are above"; }
  say "it answers on port $(setting PANORAMICA_PORT)"
  journalctl -u panoramica.service -n 20 --no-pager -o cat | grep 'Make the first one' || true
}

has_store() { [ -f "$(setting PANORAMICA_DATA_DIR)/panoramica.db" ] || [ -n "$(setting PANORAMICA_DATABASE_URL)" ]; }

upgrade() {
  stop_server
  backup=
  if has_store; then
    install -d -o "$ACCOUNT" -g "$ACCOUNT" -m 0700 "$DATA/backups"
    backup=$DATA/backups/before-$release-$(date -u +%Y%m%dT%H%M%SZ).db
    (become "$PROGRAMS/$before/bin/panoramica" backup "$backup") || give_up "there is no backup, so nothing was changed"
  fi
  switch_to "$release"
  place_files
  if [ -n "$no_start" ]; then
    say "$before is stopped, and $release not started"
    return 0
  fi
  start_server
  if ! comes_up; then
    last_words
    roll_back
  fi
  end_trial
  has_systemd || say "systemd does not run here: $release was tried, and is not running"
}

give_up() {
  if has_systemd; then systemctl start panoramica.service || true; fi
  fail "$1"
}

roll_back() {
  say "$release does not answer: going back to $before" >&2
  end_trial
  stop_server
  switch_to "$before"
  failed=$release
  release=$before
  place_files
  [ -z "$backup" ] || (become "$PROGRAMS/$before/bin/panoramica" restore "$backup" --replace) ||
    fail "the data could not be put back: the backup is $backup"
  start_server
  comes_up || { last_words; fail "$before does not answer either; the backup is $backup"; }
  end_trial
  rm -rf "${PROGRAMS:?}/$failed"
  fail "$failed is not installed; $before and its data are as they were"
}

# The newest ones stay, and the one in use whatever its age.
forget_old() {
  find "$PROGRAMS" -mindepth 1 -maxdepth 1 -type d ! -name '.*' -printf '%C@ %f\n' | sort -rn | tail -n "+$((KEEP + 1))" |
    while read -r _ old; do [ "$old" = "$(current)" ] || rm -rf "${PROGRAMS:?}/$old"; done
}

uninstall() {
  if has_systemd; then systemctl disable --now --quiet panoramica.service 2>/dev/null || true; fi
  rm -rf "$PROGRAMS" "$UNIT" "$COMMAND"
  if has_systemd; then systemctl daemon-reload; fi
  if [ -z "$purge" ]; then
    say "removed; settings stay in $CONFIG, data in $DATA"
    return 0
  fi
  rm -rf "$CONFIG" "$DATA"
  if getent passwd "$ACCOUNT" >/dev/null; then userdel "$ACCOUNT"; fi
  say "removed, with settings and data"
}

# --- what is asked for ------------------------------------------------------------------------------------------------

from=$(cd "$(dirname "$0")/.." && pwd)
remove=
purge=
no_start=
server=
while [ $# -gt 0 ]; do
  case $1 in
    --from) [ $# -ge 2 ] || fail "--from takes a folder or a file" && from=$2 && shift ;;
    --no-start) no_start=yes ;;
    --uninstall) remove=yes ;;
    --purge) purge=yes ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done

[ "$(id -u)" -eq 0 ] || fail "this takes root"
if [ -n "$remove" ]; then
  uninstall
  exit 0
fi
[ -z "$purge" ] || fail "--purge goes with --uninstall"

trial=$(mktemp)
trap 'end_trial; rm -f "$trial"; rm -rf "$PROGRAMS/.unfinished"' EXIT
before=$(current)
place_release
place_account
if [ -z "$before" ]; then
  place_files
  install_first
  say "installed $release; settings are in $SETTINGS"
elif [ "$before" = "$release" ]; then
  place_files
  if [ -z "$no_start" ] && has_systemd; then
    start_server
    comes_up || { last_words; fail "$release does not answer; its words are above"; }
  fi
  say "$release is installed already"
else
  upgrade
  forget_old
  say "upgraded from $before to $release"
fi
