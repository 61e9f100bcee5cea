#!/bin/sh
# `panoramica COMMAND …` as the service runs it: as its user, with its settings.
set -eu
account=panoramica
case $(id -un) in
  root)
    exec setpriv --reuid "$account" --regid "$account" --init-groups --no-new-privs "$0" "$@"
    ;;
  "$account") ;;
  *)
    echo "panoramica: run this as root or as $account" >&2
    exit 1
    ;;
esac
set -a
# shellcheck source=/dev/null
. /etc/panoramica/panoramica.env
set +a
HOME=/var/lib/panoramica exec /opt/panoramica/current/bin/panoramica "$@"
