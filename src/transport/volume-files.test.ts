import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite, test } from 'node:test'
import { temporaryFolder } from '../../test/tools/temporary.ts'
import { VOLUME_FILES } from './volume-files.ts'

const withoutDash: string | false = existsSync('/bin/dash') ? false : 'dash is not installed'

/** A command on a path with `hung` in it does not end in time; a look at one with `long` in it takes a minute. */
const PRELUDE = `
root() {
  shift
  case $* in
    *hung*) return 124 ;;
    *long*) echo '1060.00 1.00' >UPTIME ;;
  esac
  "$@"
}
`

interface Node {
  /** `@` stands for the folder that everything of this node is in. */
  storages?: string
  /** Files of 4 KiB, but for what is not told here. */
  files?: readonly string[]
  mounts?: string
  /** More of what is there. */
  prepare?(this: void, home: string): void
}

/** Runs the program in dash on a node that has nothing else. */
function run({ storages, files = [], mounts = '', prepare }: Node) {
  using home = temporaryFolder()
  const at = (path: string): string => join(home.path, path)
  const here = (text: string): string => text.replaceAll('@', home.path)
  const write = (path: string, text: string | Buffer): void => {
    mkdirSync(dirname(at(path)), { recursive: true })
    writeFileSync(at(path), text)
  }
  if (storages !== undefined) write('etc/pve/storage.cfg', here(storages))
  write('proc/mounts', here(mounts))
  write('proc/sys/kernel/hostname', 'pve1.example.net\n')
  write('proc/uptime', '1000.00 1.00\n')
  for (const file of files) write(file, Buffer.alloc(4096, 1))
  prepare?.(home.path)
  const text = VOLUME_FILES.replaceAll(/\/(?:etc\/pve|proc|var\/lib|mnt)\//g, (path) => home.path + path)
  const script = PRELUDE.replace('UPTIME', at('proc/uptime')) + text
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' }
  const { status, stdout, stderr } = spawnSync('/bin/dash', ['-c', script], { encoding: 'utf8', env })
  const printed = stdout.replaceAll(home.path, '@').replaceAll(/\t4096\t\d+$/gm, '\t4096\tBLOCKS')
  return { status, stdout: printed, stderr, made: existsSync(at('made')) }
}

/** How many blocks a file of 4 KiB takes is the file system's affair. */
const SIZES = '4096\tBLOCKS'
/** Of a node whose own `local` holds nothing: it is looked at last where no section says otherwise. */
const NO_LOCAL = 'dir: local\n\tpath /var/lib/vz\n\tcontent iso\n\n'
const DIR = 'dir: files\n\tpath @/srv\n\tcontent images\n\n'

suite('the volume-files program under dash', { skip: withoutDash }, () => {
  test('lists the images below a numbered folder, one line each, and nothing else', () => {
    const { status, stdout, stderr } = run({
      storages: `${NO_LOCAL}${DIR}`,
      files: [
        'srv/images/100/vm-100-disk-0.qcow2',
        'srv/images/100/notes.txt',
        'srv/images/100/deep/vm-100-disk-1.raw',
        'srv/images/other/vm-100-disk-2.raw',
        'srv/images/vm-100-disk-3.raw',
        'srv/images/100/vm-100-disk-4\t1\t8\n== exit 0\n.raw',
        'srv/images/100/-vm $(touch made).raw',
        'srv/dump/100/vm-100-disk-5.raw',
      ],
    })
    assert.equal(stdout, `== storage files\n100/vm-100-disk-0.qcow2\t${SIZES}\n== exit 0\n`)
    assert.deepEqual([status, stderr], [0, ''])
  })

  test('length and space taken are two things', () => {
    let blocks = 0
    const { stdout } = run({
      storages: `${NO_LOCAL}${DIR}`,
      files: ['srv/images/101/vm-101-disk-0.raw'],
      prepare(home) {
        const file = join(home, 'srv/images/101/vm-101-disk-0.raw')
        truncateSync(file, 2 ** 30)
        blocks = statSync(file).blocks
      },
    })
    assert.equal(stdout, `== storage files\n101/vm-101-disk-0.raw\t1073741824\t${String(blocks)}\n== exit 0\n`)
    assert.ok(blocks < 100)
  })

  test('asks only storages of files that hold images here and are in use', () => {
    const { stdout } = run({
      storages:
        NO_LOCAL +
        'zfspool: tank\n\tpool tank\n\tcontent images\n\n' +
        'dir: backups\n\tpath @/a\n\tcontent backup,iso\n\n' +
        'dir: off\n\tpath @/a\n\tcontent images\n\tdisable\n\n' +
        'dir: elsewhere\n\tpath @/a\n\tcontent images\n\tnodes pve10,xpve1\n\n' +
        '# dir: comment\n' +
        'dir: on\n\tpath @/b\n\tcontent iso,rootdir\n\tnodes pve2,pve1\n\tdisable 0\n\n' +
        'cephfs: ceph\n\tcontent backup\n\n' +
        'dir: default\n\tpath @/c\n',
      files: ['a/images/1/a.raw', 'b/images/2/b.raw', 'c/images/3/c.raw'],
    })
    const on = `== storage on\n2/b.raw\t${SIZES}\n== exit 0\n`
    assert.equal(stdout, `${on}== storage default\n3/c.raw\t${SIZES}\n== exit 0\n`)
  })

  test('there is always a local storage, at its place and on every node', () => {
    const local = `== storage local\n4/d.raw\t${SIZES}\n== exit 0\n`
    const files = ['var/lib/vz/images/4/d.raw']
    assert.equal(run({ storages: '', files }).stdout, local)
    assert.equal(run({ storages: 'dir: local\n\tpath @/else\n\tcontent images\n\tnodes pve2\n', files }).stdout, local)
    assert.equal(run({ storages: NO_LOCAL, files }).stdout, '')
  })

  test('a share is looked at only while it is mounted', () => {
    const node = {
      storages: `${NO_LOCAL}nfs: nas\n\tserver 192.0.2.1\n\texport /x\n\ncifs: smb\n\tpath @/smb\n\tcontent images\n`,
      files: ['mnt/pve/nas/images/5/e.qcow2', 'smb/images/6/f.raw'],
    }
    const nas = `== storage nas\n5/e.qcow2\t${SIZES}\n== exit 0\n`
    const mounts = 'x:/ / ext4 rw 0 0\n192.0.2.1:/x @/mnt/pve/nas nfs4 rw 0 0\n'
    assert.equal(run({ ...node, mounts }).stdout, `${nas}== storage smb\n== unread is not mounted\n`)
  })

  test('a folder that should be a mount point is looked at only while it is one', () => {
    const usb = (line: string) => `${NO_LOCAL}dir: usb\n\tpath @/usb\n\tcontent images\n\tis_mountpoint ${line}\n`
    const files = ['usb/images/7/g.raw']
    const unread = '== storage usb\n== unread is not mounted\n'
    const read = `== storage usb\n7/g.raw\t${SIZES}\n== exit 0\n`
    for (const [line, mounts, expected] of [
      ['1', '', unread],
      ['yes', 'a @/usb ext4 rw 0 0\n', read],
      ['@/disk', 'a @/usb ext4 rw 0 0\n', unread],
      ['@/disk', 'a @/disk ext4 rw 0 0\n', read],
      ['no', '', read],
    ] as const)
      assert.equal(run({ storages: usb(line), files, mounts }).stdout, expected, line)
  })

  test('on Btrfs a raw image is a folder with one file', () => {
    const { stdout } = run({
      storages: `${NO_LOCAL}btrfs: bt\n\tpath @/bt\n\tcontent images\n`,
      files: [
        'bt/images/8/vm-8-disk-0/disk.raw',
        'bt/images/8/vm-8-disk-0@snap/disk.raw',
        'bt/images/8/other/file.raw',
      ],
    })
    assert.equal(stdout, `== storage bt\n8/vm-8-disk-0/disk.raw\t${SIZES}\n== exit 0\n`)
  })

  test('content-dirs moves the folder of images, and a link to it is followed', () => {
    const moved = `${NO_LOCAL}dir: moved\n\tpath @/srv\n\tcontent images\n\tcontent-dirs iso=isos,images=vms,backup=b\n`
    const read = `== storage moved\n9/i.raw\t${SIZES}\n== exit 0\n`
    assert.equal(run({ storages: moved, files: ['srv/vms/9/i.raw', 'srv/images/1/a.raw'] }).stdout, read)
    const linked = run({
      storages: moved,
      files: ['disk/9/i.raw', 'srv/x'],
      prepare: (home) => symlinkSync(join(home, 'disk'), join(home, 'srv/vms')),
    })
    assert.equal(linked.stdout, read)
  })

  test('a storage that hangs or is not there leaves the others as they are', () => {
    const { status, stdout } = run({
      storages:
        `${NO_LOCAL}dir: dead\n\tpath @/hung\n\n` +
        `dir: gone\n\tpath @/gone\n\ndir: nowhere\n\tcontent images\n\n${DIR}`,
      files: ['srv/images/1/a.raw'],
    })
    assert.equal(
      stdout,
      '== storage dead\n== exit 124\n' +
        "== storage gone\nfind: '@/gone/images': No such file or directory\n== exit 1\n" +
        '== storage nowhere\n== unread has no path\n' +
        `== storage files\n1/a.raw\t${SIZES}\n== exit 0\n`,
    )
    assert.equal(status, 0)
  })

  test('after 40 seconds no further storage is asked', () => {
    const { stdout } = run({
      storages: `${NO_LOCAL}dir: first\n\tpath @/long\n\n${DIR}`,
      files: ['long/images/1/a.raw', 'srv/images/2/b.raw'],
    })
    assert.equal(
      stdout,
      `== storage first\n1/a.raw\t${SIZES}\n== exit 0\n== storage files\n== unread was left out after others that took long\n`,
    )
  })

  test('without storage.cfg, and while the cluster file system hangs, it ends with what cat said', () => {
    const { status, stdout, stderr } = run({})
    assert.deepEqual([status, stdout], [1, ''])
    assert.match(stderr, /storage\.cfg: No such file or directory/)
  })

  test('nothing that stands in storage.cfg is run', () => {
    const hostile = ['$(touch @/made)', '`touch @/made`', '; touch @/made', '*', "'", '-delete', '\\']
    const storages = hostile.map(
      (word, index) =>
        `dir: s${String(index)}${word}\n\tpath @/srv${word}\n\tnodes pve1,${word}\n\tcontent images,${word}\n`,
    )
    const files = ['srv/images/1/a.raw']
    const { status, made, stdout } = run({ storages: NO_LOCAL + storages.join('\n') + DIR, files })
    assert.deepEqual([status, made], [0, false])
    assert.match(stdout, /^1\/a\.raw\t4096\tBLOCKS$/m)
  })
})

test("the simulator's copy of the program is the same", () => {
  const copy = readFileSync(join(import.meta.dirname, '../../simulator/wire/volume-files.ts'), 'utf8')
  const own = readFileSync(join(import.meta.dirname, 'volume-files.ts'), 'utf8')
  const textOf = (source: string): string => source.slice(source.indexOf('export const'))
  assert.equal(textOf(copy), textOf(own))
})
