import { VOLUME_FILES } from './volume-files.ts'

/**
 * The closed list of what may run on a node. Nothing here takes an argument, so nothing a node or an operator says can
 * reach a shell. `text` is POSIX sh; every process in it starts through one of two functions of the batch's prelude:
 *
 *   user SECONDS COMMAND…   as the user who signed in, ended after SECONDS
 *   root SECONDS COMMAND…   the same with root's rights, through `sudo -n` where the user is not root
 */
export interface Program {
  readonly text: string
  /** How long the whole program may take on the node, in seconds. */
  readonly seconds: number
  /** Debian package that brings the command, for the hint when it is missing. */
  readonly package?: string
  /** Needs the PVE cluster file system to answer: not tried once that has been seen to hang. */
  readonly pmxcfs?: true
  /** Can take seconds or hang: travels in a batch of its own. */
  readonly slow?: true
}

/** Lists attribute files as `path:value` lines; what cannot be read is left out. */
const attributes = (...globs: string[]): Program => ({ text: `user 5 grep -Hs '' ${globs.join(' ')}`, seconds: 5 })

const simple = (rights: 'user' | 'root', seconds: number, command: string, debianPackage?: string): Program => ({
  text: `${rights} ${String(seconds)} ${command}`,
  seconds,
  ...(debianPackage !== undefined && { package: debianPackage }),
})

/**
 * `zpool` and `zfs` load the kernel module where it is not loaded (libzfs_load_module of OpenZFS 2.2), which would change
 * the node.
 */
const zfs = (seconds: number, command: string): Program => ({
  text: `[ -d /sys/module/zfs ] || { echo 'The ZFS modules are not loaded.' >&2; exit 1; }\nuser ${String(seconds)} ${command}`,
  seconds,
  package: 'zfsutils-linux',
})

/**
 * One `ethtool` per network card, preceded by `== NAME`, and a second one for the module of a card that does not say it
 * has none. Virtual functions are left out. Stops asking once 20 s have passed.
 */
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

/** Code 1 is an option it does not know: before 3.5.0 it has no `-j`. */
const SENSORS = `
user 10 sensors -j
code=$?
[ $code -ne 1 ] || { user 10 sensors; code=$?; }
exit $code`

/**
 * One `smartctl` per whole disk, none woken (`-n standby`). Each reply is preceded by `== /dev/NAME` and followed by
 * `== exit CODE`. Code 1 is an option it does not know: before 7.0 it has no `-j`. Stops asking once 40 s have passed.
 */
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

/** Who answers: host name, user id, and which products of Proxmox are there. */
const IDENTIFY = `
echo "host $(uname -n)"
echo "uid $(id -u)"
for command in pvesh pveversion proxmox-backup-manager pmgsh; do
  command -v "$command" >/dev/null && echo "has $command"
done
user 5 test -d /etc/pve && echo 'has /etc/pve'
exit 0`

/** The firmware's mode; under EFI, where the variable exists, also the bytes of SecureBoot, of which the last says it. */
const BOOT_MODE = `
[ -d /sys/firmware/efi ] || { echo legacy-bios; exit 0; }
echo efi
variable=/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c
[ ! -e "$variable" ] || user 5 od -An -tu1 "$variable"
exit 0`

/** Seconds since the epoch and the offset from UTC, then where /etc/localtime points: Debian 13 has no /etc/timezone. */
const CLOCK = `
user 5 date '+%s %z' || exit $?
user 5 readlink /etc/localtime
exit 0`

/** Those that PVE lists (API2/Services.pm, 7 to 9). */
const SERVICES =
  'chrony corosync cron ksmtuned lxcfs postfix postfix@- proxmox-firewall pve-cluster pve-firewall pve-ha-crm pve-ha-lrm ' +
  'pve-lxc-syscalld pvedaemon pvefw-logger pveproxy pvescheduler pvestatd qmeventd spiceproxy sshd syslog ' +
  'systemd-journald systemd-timesyncd'

/**
 * Keys of guests' configurations whose values do not leave the node: cloud-init's password, the environment of a
 * container. Means the same to grep and to JavaScript.
 */
export const GUEST_SECRETS = String.raw`\s*(?:cipassword|env|lxc\.environment[\w.]*)\s*[:=]`

export const PROGRAMS = {
  identify: { text: IDENTIFY, seconds: 5 },
  sensors: { text: SENSORS, seconds: 20, package: 'lm-sensors' },
  hwmon: attributes('/sys/class/hwmon/hwmon*/name', '/sys/class/hwmon/hwmon*/temp*_*'),
  'thermal-zones': attributes('/sys/class/thermal/thermal_zone*/type', '/sys/class/thermal/thermal_zone*/temp'),
  links: simple('user', 5, 'ip -j -d addr show', 'iproute2'),
  'routes-v4': simple('user', 5, 'ip -j -4 route show default', 'iproute2'),
  'routes-v6': simple('user', 5, 'ip -j -6 route show default', 'iproute2'),
  'link-attributes': attributes('/sys/class/net/*/speed', '/sys/class/net/*/duplex', '/sys/class/net/*/carrier'),
  /** As root: the kernel tells the LACP partner to CAP_NET_ADMIN only. */
  bonds: { text: "[ -d /proc/net/bonding ] || exit 0; root 5 grep -Hs '' /proc/net/bonding/*", seconds: 5 },
  'link-modes': { text: LINK_MODES, seconds: 30, package: 'ethtool' },
  dmidecode: simple('root', 10, 'dmidecode', 'dmidecode'),
  'dmi-attributes': attributes(
    '/sys/class/dmi/id/bios_*',
    '/sys/class/dmi/id/sys_vendor',
    '/sys/class/dmi/id/product_*',
    '/sys/class/dmi/id/board_*',
  ),
  smart: { text: SMART, seconds: 60, package: 'smartmontools' },
  lshw: simple('root', 30, 'lshw -quiet -json', 'lshw'),
  'zpool-list': zfs(10, 'zpool list -Hp -o name,size,alloc,free,frag,cap,health'),
  'zpool-status': zfs(10, 'zpool status'),
  'zfs-list': zfs(
    20,
    'zfs list -Hp -t filesystem,volume ' +
      '-o name,avail,used,usedsnap,usedds,usedrefreserv,usedchild,volsize,referenced,origin',
  ),
  /** Slow: for each snapshot zfs works out what it alone holds. */
  'zfs-snapshots': { ...zfs(30, 'zfs list -Hp -t snapshot -o name,used,creation'), slow: true },
  lvs: simple(
    'root',
    10,
    'lvs --reportformat json --units b --nosuffix -a ' +
      '-o vg_name,lv_name,lv_attr,lv_size,data_percent,metadata_percent,pool_lv,origin',
    'lvm2',
  ),
  'volume-files': { text: VOLUME_FILES, seconds: 60, pmxcfs: true, slow: true },
  lscpu: simple('user', 5, 'lscpu -J', 'util-linux'),
  lsblk: simple(
    'user',
    10,
    'lsblk -J -b -o NAME,KNAME,TYPE,SIZE,ROTA,TRAN,MODEL,SERIAL,VENDOR,WWN,FSTYPE,PARTTYPE,PTTYPE,MOUNTPOINT',
    'util-linux',
  ),
  'root-filesystem': simple('user', 5, "stat -f -c '%S %b %f %a' /", 'coreutils'),
  'boot-mode': { text: BOOT_MODE, seconds: 5 },
  clock: { text: CLOCK, seconds: 10 },
  services: simple(
    'user',
    10,
    `systemctl show -p Id,LoadState,ActiveState,SubState,UnitFileState,Description ${SERVICES}`,
    'systemd',
  ),
  'installed-packages': simple('user', 10, "dpkg-query -W -f '${Package} ${Version}\\n'", 'dpkg'),
  /**
   * The host keys that the members of a cluster know each other by (PVE/Cluster/Setup.pm): a file for each member since
   * pve-cluster 8.1, one file for all before. `grep` ends the last line of each, which PVE does not.
   */
  'member-keys': {
    ...simple('root', 5, "grep -hs '' /etc/pve/nodes/*/ssh_known_hosts /etc/pve/priv/known_hosts"),
    pmxcfs: true,
  },
  /**
   * The configuration of all guests of this node as `path:line`, of secrets only the key. `-r` keeps the reading of the
   * folders within the time limit, which a pattern that the shell resolves is not; `-a`: an environment can hold NULs.
   */
  'guest-configs': {
    ...simple('root', 10, `grep -raHosP --include='*.conf' '^${GUEST_SECRETS}|^.+' /etc/pve/qemu-server /etc/pve/lxc`),
    pmxcfs: true,
  },
  /** The rest of the file is about people. */
  pools: { ...simple('root', 5, "grep -s '^[[:space:]]*pool[[:space:]]*:' /etc/pve/user.cfg"), pmxcfs: true },
  pveversion: simple('root', 20, 'pveversion', 'pve-manager'),
  'pvesm-status': { ...simple('root', 20, 'pvesm status', 'libpve-storage-perl'), pmxcfs: true },
  'pvesubscription-get': simple('root', 20, 'pvesubscription get', 'pve-manager'),
} as const satisfies Record<string, Program>

export type ProgramName = keyof typeof PROGRAMS

export interface File {
  /** With whose rights it is read. */
  readonly rights: 'user' | 'root'
  /** See `Program.pmxcfs`. */
  readonly pmxcfs?: true
  /** What it means when it does not exist. */
  readonly absent?: string
}

/** The closed list of files that may be read. */
export const FILES = {
  '/proc/meminfo': { rights: 'user' },
  '/proc/loadavg': { rights: 'user' },
  '/proc/uptime': { rights: 'user' },
  '/proc/cpuinfo': { rights: 'user' },
  '/proc/version': { rights: 'user' },
  '/proc/spl/kstat/zfs/arcstats': { rights: 'user', absent: 'ZFS is not loaded on this node' },
  '/etc/hosts': { rights: 'user' },
  '/etc/timezone': { rights: 'user' },
  '/etc/network/interfaces': { rights: 'user' },
  '/etc/pve/.members': { rights: 'root', pmxcfs: true, absent: 'the PVE cluster file system is not mounted' },
  '/etc/pve/.vmlist': { rights: 'root', pmxcfs: true, absent: 'the PVE cluster file system is not mounted' },
  '/etc/pve/.rrd': { rights: 'root', pmxcfs: true, absent: 'the PVE cluster file system is not mounted' },
  '/etc/pve/storage.cfg': { rights: 'root', pmxcfs: true },
  '/etc/pve/ha/manager_status': { rights: 'root', pmxcfs: true, absent: 'HA manages no guest' },
  '/etc/pve/ha/resources.cfg': { rights: 'root', pmxcfs: true, absent: 'HA manages no guest' },
  '/etc/pve/pve-root-ca.pem': { rights: 'root', pmxcfs: true },
  '/etc/pve/local/pve-ssl.pem': { rights: 'root', pmxcfs: true },
  '/etc/pve/local/pveproxy-ssl.pem': { rights: 'root', pmxcfs: true, absent: 'no certificate of its own is installed' },
  '/var/lib/pve-manager/pkgupdates': { rights: 'root', absent: 'PVE has not looked for updates yet' },
} as const satisfies Record<string, File>

export type FileName = keyof typeof FILES

export interface PvePath {
  /** As in PVE's API viewer. */
  readonly path: string
  /** The arguments it may have, each as `key=value`, those of one key together. */
  readonly args?: readonly string[]
  /** Can take seconds or hang (storages of dead servers, building the list of updates): travels in a batch of its own. */
  readonly slow?: true
  /** What the guest itself has to answer, which it may not. */
  readonly inside?: true
  /**
   * What an API token has to hold somewhere, of each word one; root holds all. Without it PVE refuses the path, or leaves
   * what it is about out of the reply, without a word.
   */
  readonly privileges?: readonly string[]
}

const OF_NODES: Pick<PvePath, 'privileges'> = { privileges: ['Sys.Audit'] }
const OF_STORAGES: Pick<PvePath, 'privileges'> = { privileges: ['Datastore.Audit|Datastore.AllocateSpace'] }
const OF_GUESTS: Pick<PvePath, 'privileges'> = { privileges: ['VM.Audit'] }
/** How far back figures of PVE itself may be asked for, and how it makes one value of many. */
const OF_COURSES: Pick<PvePath, 'args'> = {
  args: [
    'timeframe=hour',
    'timeframe=day',
    'timeframe=week',
    'timeframe=month',
    'timeframe=year',
    'cf=AVERAGE',
    'cf=MAX',
  ],
}
/** Up to PVE 8 it takes the first, from 9 on one of the others (PVE/API2/Qemu/Agent.pm). */
const OF_AGENTS: Pick<PvePath, 'inside' | 'privileges'> = {
  inside: true,
  privileges: ['VM.Monitor|VM.GuestAgent.Audit|VM.GuestAgent.Unrestricted'],
}

/** Asked over HTTPS alone, to find out who answers and what the token may read. */
export const HTTPS_PATHS: readonly PvePath[] = [{ path: '/access/permissions' }, { path: '/nodes' }]

/** The closed list of PVE API paths that may be read, always with GET. */
export const PVE_PATHS: readonly PvePath[] = [
  { path: '/cluster/status', ...OF_NODES },
  { path: '/cluster/resources', privileges: ['Sys.Audit', 'VM.Audit', 'Datastore.Audit'] },
  { path: '/storage', ...OF_STORAGES },
  { path: '/nodes/{node}/status', ...OF_NODES },
  { path: '/nodes/{node}/time', ...OF_NODES },
  { path: '/nodes/{node}/network', privileges: ['SDN.Audit|SDN.Use'] },
  { path: '/nodes/{node}/disks/list', args: ['skipsmart=1'], ...OF_NODES },
  { path: '/nodes/{node}/hardware/pci', ...OF_NODES },
  { path: '/nodes/{node}/subscription', ...OF_NODES },
  { path: '/nodes/{node}/services', ...OF_NODES },
  { path: '/nodes/{node}/certificates/info' },
  { path: '/nodes/{node}/apt/update', slow: true, privileges: ['Sys.Modify'] },
  { path: '/nodes/{node}/storage', slow: true, ...OF_STORAGES },

  // Guests. All of a node share one batch; none has a `pvesh` started for itself.
  { path: '/nodes/{node}/qemu', args: ['full=1'], ...OF_GUESTS },
  { path: '/nodes/{node}/lxc', ...OF_GUESTS },
  { path: '/nodes/{node}/qemu/{vmid}/config', args: ['current=1'], ...OF_GUESTS },
  { path: '/nodes/{node}/qemu/{vmid}/pending', ...OF_GUESTS },
  { path: '/nodes/{node}/qemu/{vmid}/snapshot', ...OF_GUESTS },
  { path: '/nodes/{node}/lxc/{vmid}/config', args: ['current=1'], ...OF_GUESTS },
  { path: '/nodes/{node}/lxc/{vmid}/pending', ...OF_GUESTS },
  { path: '/nodes/{node}/lxc/{vmid}/snapshot', ...OF_GUESTS },
  // Asked inside the guest, which may not answer.
  { path: '/nodes/{node}/lxc/{vmid}/interfaces', inside: true, ...OF_GUESTS },
  { path: '/nodes/{node}/qemu/{vmid}/agent/info', ...OF_AGENTS },
  { path: '/nodes/{node}/qemu/{vmid}/agent/get-osinfo', ...OF_AGENTS },
  { path: '/nodes/{node}/qemu/{vmid}/agent/get-host-name', ...OF_AGENTS },
  { path: '/nodes/{node}/qemu/{vmid}/agent/network-get-interfaces', ...OF_AGENTS },
  { path: '/nodes/{node}/qemu/{vmid}/agent/get-fsinfo', ...OF_AGENTS },

  // What PVE itself keeps of the past: no collector reads it, but who looks at a chart.
  { path: '/nodes/{node}/rrddata', ...OF_COURSES, ...OF_NODES },
  { path: '/nodes/{node}/qemu/{vmid}/rrddata', ...OF_COURSES, ...OF_GUESTS },
  { path: '/nodes/{node}/lxc/{vmid}/rrddata', ...OF_COURSES, ...OF_GUESTS },
  { path: '/nodes/{node}/storage/{storage}/rrddata', ...OF_COURSES, ...OF_STORAGES },
]
