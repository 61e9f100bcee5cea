import { lscpu, lsblk } from '../node/blocks.ts'
import { bonds, linkModes } from '../node/cards.ts'
import { dmiAttributes, dmidecode, lshw } from '../node/dmi.ts'
import { ipAddr, linkAttributes, routesV4, routesV6 } from '../node/ip.ts'
import { lvs } from '../node/lvm.ts'
import { memberKeys } from '../node/member-keys.ts'
import { systemctlShow } from '../node/services.ts'
import {
  bootMode,
  clock,
  identify,
  pvesmStatus,
  pvesubscriptionGet,
  pveversion,
  rootFilesystem,
} from '../node/small-programs.ts'
import { smart } from '../node/smart.ts'
import { hwmon, sensors, thermalZones } from '../node/temperature.ts'
import { installedPackages } from '../node/updates.ts'
import { volumeFiles } from '../node/volume-files.ts'
import { zfsList, zfsSnapshots, zpoolList, zpoolStatus } from '../node/zfs.ts'
import type { Answer } from '../node/answer.ts'
import { guestConfigs } from '../pve/guest-confs.ts'
import { poolLines } from '../pve/memberships.ts'
import type { View } from '../state/view.ts'
import { VOLUME_FILES } from './volume-files.ts'

/** A program that may be run, by its text. */
export interface Program {
  readonly name: string
  readonly text: string
  /** Starts Perl. */
  readonly perl?: true
  /** Never ends while the cluster file system hangs. */
  readonly pmxcfs?: true
  answer(this: void, view: View): Answer
}

const IDENTIFY = `
echo "host $(uname -n)"
echo "uid $(id -u)"
for command in pvesh pveversion proxmox-backup-manager pmgsh; do
  command -v "$command" >/dev/null && echo "has $command"
done
user 5 test -d /etc/pve && echo 'has /etc/pve'
exit 0`

const SENSORS = `
user 10 sensors -j
code=$?
[ $code -ne 1 ] || { user 10 sensors; code=$?; }
exit $code`

const LINK_MODES = `
command -v ethtool >/dev/null || exit 127
read -r start rest </proc/uptime
for device in /sys/class/net/*/device; do
  [ -e "$device" ] && [ ! -e "$device/physfn" ] || continue
  read -r now rest </proc/uptime
  [ $(( \${now%.*} - \${start%.*} )) -lt 20 ] || break
  card=\${device%/device}
  card=\${card##*/}
  echo "== $card"
  modes=$(user 3 ethtool "$card")
  printf '%s\\n' "$modes"
  case $modes in
    *'Port: Twisted Pair'*|*'Port: MII'*) ;;
    *) root 3 ethtool -m "$card" ;;
  esac
done
exit 0`

const SMART = `
command -v smartctl >/dev/null || exit 127
read -r start rest </proc/uptime
for disk in /sys/block/sd* /sys/block/nvme*n*; do
  [ -e "$disk" ] || continue
  read -r now rest </proc/uptime
  [ $(( \${now%.*} - \${start%.*} )) -lt 40 ] || break
  echo "== /dev/\${disk##*/}"
  root 10 smartctl -n standby -j -i -H -A "/dev/\${disk##*/}"
  code=$?
  [ $code -ne 1 ] || { root 10 smartctl -n standby -i -H -A "/dev/\${disk##*/}"; code=$?; }
  echo; echo "== exit $code"
done
exit 0`

const BOOT_MODE = `
[ -d /sys/firmware/efi ] || { echo legacy-bios; exit 0; }
echo efi
variable=/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c
[ ! -e "$variable" ] || user 5 od -An -tu1 "$variable"
exit 0`

const CLOCK = `
user 5 date '+%s %z' || exit $?
user 5 readlink /etc/localtime
exit 0`

const UNITS =
  'chrony corosync cron ksmtuned lxcfs postfix postfix@- proxmox-firewall pve-cluster pve-firewall pve-ha-crm pve-ha-lrm ' +
  'pve-lxc-syscalld pvedaemon pvefw-logger pveproxy pvescheduler pvestatd qmeventd spiceproxy sshd syslog ' +
  'systemd-journald systemd-timesyncd'

const ZFS_LOADED = "[ -d /sys/module/zfs ] || { echo 'The ZFS modules are not loaded.' >&2; exit 1; }\n"

const attributes = (...globs: string[]): string => `user 5 grep -Hs '' ${globs.join(' ')}`

/** The closed list of programs that may be run. */
const PROGRAMS: readonly Program[] = [
  { name: 'identify', text: IDENTIFY, answer: identify },
  { name: 'sensors', text: SENSORS, answer: sensors },
  { name: 'hwmon', text: attributes('/sys/class/hwmon/hwmon*/name', '/sys/class/hwmon/hwmon*/temp*_*'), answer: hwmon },
  {
    name: 'thermal-zones',
    text: attributes('/sys/class/thermal/thermal_zone*/type', '/sys/class/thermal/thermal_zone*/temp'),
    answer: thermalZones,
  },
  { name: 'links', text: 'user 5 ip -j -d addr show', answer: ipAddr },
  { name: 'routes-v4', text: 'user 5 ip -j -4 route show default', answer: routesV4 },
  { name: 'routes-v6', text: 'user 5 ip -j -6 route show default', answer: routesV6 },
  {
    name: 'link-attributes',
    text: attributes('/sys/class/net/*/speed', '/sys/class/net/*/duplex', '/sys/class/net/*/carrier'),
    answer: linkAttributes,
  },
  { name: 'bonds', text: "[ -d /proc/net/bonding ] || exit 0; root 5 grep -Hs '' /proc/net/bonding/*", answer: bonds },
  { name: 'link-modes', text: LINK_MODES, answer: linkModes },
  { name: 'dmidecode', text: 'root 10 dmidecode', answer: dmidecode },
  {
    name: 'dmi-attributes',
    text: attributes(
      '/sys/class/dmi/id/bios_*',
      '/sys/class/dmi/id/sys_vendor',
      '/sys/class/dmi/id/product_*',
      '/sys/class/dmi/id/board_*',
    ),
    answer: dmiAttributes,
  },
  { name: 'smart', text: SMART, answer: smart },
  { name: 'lshw', text: 'root 30 lshw -quiet -json', answer: lshw },
  {
    name: 'zpool-list',
    text: `${ZFS_LOADED}user 10 zpool list -Hp -o name,size,alloc,free,frag,cap,health`,
    answer: zpoolList,
  },
  { name: 'zpool-status', text: `${ZFS_LOADED}user 10 zpool status`, answer: zpoolStatus },
  {
    name: 'zfs-list',
    text: `${ZFS_LOADED}user 20 zfs list -Hp -t filesystem,volume -o name,avail,used,usedsnap,usedds,usedrefreserv,usedchild,volsize,referenced,origin`,
    answer: zfsList,
  },
  {
    name: 'zfs-snapshots',
    text: `${ZFS_LOADED}user 30 zfs list -Hp -t snapshot -o name,used,creation`,
    answer: zfsSnapshots,
  },
  {
    name: 'lvs',
    text: 'root 10 lvs --reportformat json --units b --nosuffix -a -o vg_name,lv_name,lv_attr,lv_size,data_percent,metadata_percent,pool_lv,origin',
    answer: lvs,
  },
  { name: 'volume-files', text: VOLUME_FILES, pmxcfs: true, answer: volumeFiles },
  { name: 'lscpu', text: 'user 5 lscpu -J', answer: lscpu },
  {
    name: 'lsblk',
    text: 'user 10 lsblk -J -b -o NAME,KNAME,TYPE,SIZE,ROTA,TRAN,MODEL,SERIAL,VENDOR,WWN,FSTYPE,PARTTYPE,PTTYPE,MOUNTPOINT',
    answer: lsblk,
  },
  { name: 'root-filesystem', text: "user 5 stat -f -c '%S %b %f %a' /", answer: rootFilesystem },
  { name: 'boot-mode', text: BOOT_MODE, answer: bootMode },
  { name: 'clock', text: CLOCK, answer: clock },
  {
    name: 'member-keys',
    text: "root 5 grep -hs '' /etc/pve/nodes/*/ssh_known_hosts /etc/pve/priv/known_hosts",
    pmxcfs: true,
    answer: memberKeys,
  },
  {
    name: 'services',
    text: `user 10 systemctl show -p Id,LoadState,ActiveState,SubState,UnitFileState,Description ${UNITS}`,
    answer: systemctlShow,
  },
  {
    name: 'installed-packages',
    text: "user 10 dpkg-query -W -f '${Package} ${Version}\\n'",
    answer: installedPackages,
  },
  {
    name: 'guest-configs',
    text: String.raw`root 10 grep -raHosP --include='*.conf' '^\s*(?:cipassword|env|lxc\.environment[\w.]*)\s*[:=]|^.+' /etc/pve/qemu-server /etc/pve/lxc`,
    pmxcfs: true,
    answer: guestConfigs,
  },
  {
    name: 'pools',
    text: "root 5 grep -s '^[[:space:]]*pool[[:space:]]*:' /etc/pve/user.cfg",
    pmxcfs: true,
    answer: poolLines,
  },
  { name: 'pveversion', text: 'root 20 pveversion', perl: true, answer: pveversion },
  { name: 'pvesm-status', text: 'root 20 pvesm status', perl: true, pmxcfs: true, answer: pvesmStatus },
  { name: 'pvesubscription-get', text: 'root 20 pvesubscription get', perl: true, answer: pvesubscriptionGet },
]

export const programByText: ReadonlyMap<string, Program> = new Map(PROGRAMS.map((program) => [program.text, program]))
