/**
 * Sizes of the image files on storages that are directories, by one `find` for each storage that holds images and is
 * there on this node. Nothing but the folder of images is looked into, and one level of it, so that disks asleep are not
 * woken for more than that. A storage is `== storage ID`, then `FOLDER/FILE`, length and blocks of 512 bytes of each
 * image, and `== exit CODE` or `== unread REASON`. Stops asking once 40 s have passed.
 *
 * storage.cfg is read as PVE reads it (Storage/Plugin.pm, DirPlugin.pm, BTRFSPlugin.pm and so on): there always is a
 * `local`, `nodes` and `content` are lists, `content-dirs` can move the folder, and a raw image on Btrfs is a folder with
 * a disk.raw in it. CephFS holds no images. The path is touched by `find` only, which can be ended: a shell that looks
 * at a dead share itself never comes back.
 */
export const VOLUME_FILES = `
config=$(root 5 cat /etc/pve/storage.cfg) || exit $?
read -r node </proc/sys/kernel/hostname
read -r start rest </proc/uptime
node=\${node%%.*} separator='[ ,;]' seen=

begin() { type=$1 id=$2 path= nodes= content= folders= mount= disabled=; }

mounted() {
  while read -r device place rest; do [ "$place" != "$1" ] || return 0; done </proc/mounts
  return 1
}

look() {
  case $type in
    dir|btrfs) ;;
    nfs|cifs|glusterfs) mount=yes path=\${path:-/mnt/pve/$id} ;;
    *) return ;;
  esac
  [ "$id" != local ] || seen=local path=/var/lib/vz nodes=
  [ -z "$disabled" ] || return
  case " $nodes " in '  '|*$separator"$node"$separator*) ;; *) return ;; esac
  case " \${content:-images} " in *\${separator}images$separator*|*\${separator}rootdir$separator*) ;; *) return ;; esac
  echo "== storage $id"
  read -r now rest </proc/uptime
  folder=images depth=2
  case " $folders" in *\${separator}images=*) folder=\${folders##*images=} folder=\${folder%%$separator*} ;; esac
  [ "$type" != btrfs ] || depth=3
  [ "$mount" != yes ] || mount=$path
  if [ $(( \${now%.*} - \${start%.*} )) -ge 40 ]; then echo '== unread was left out after others that took long'
  elif [ "\${path#/}" = "$path" ]; then echo '== unread has no path'
  elif [ -n "$mount" ] && ! mounted "$mount"; then echo '== unread is not mounted'
  else
    root 10 find -H "$path/$folder" -mindepth 2 -maxdepth $depth -regextype posix-extended -type f \\
      -regex '.*/[0-9]+/[[:alnum:]_.+-]+(\\.(raw|qcow2|vmdk|qed)|/disk\\.raw)' -printf '%P\\t%s\\t%b\\n' </dev/null 2>&1
    echo "== exit $?"
  fi
}

begin
while read -r key value; do
  case $key in
    '#'*) ;;
    '') look; begin ;;
    *:) look; begin "\${key%:}" "$value" ;;
    path) path=\${value%/} ;;
    nodes) nodes=$value ;;
    content) content=$value ;;
    content-dirs) folders=$value ;;
    is_mountpoint) case $value in ''|1|on|yes|true) mount=yes ;; 0|off|no|false) mount= ;; *) mount=$value ;; esac ;;
    disable) case $value in ''|1|on|yes|true) disabled=1 ;; esac ;;
  esac
done <<STORAGES
$config
STORAGES
look
[ -n "$seen" ] || { begin dir local; look; }
exit 0`
