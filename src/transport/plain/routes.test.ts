import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { built } from '../../../test/tools/sources.ts'
import { Absent, FailureError } from '../../model/failure.ts'
import { FILES, PROGRAMS, PVE_PATHS } from '../catalogue.ts'
import type { FileName, ProgramName } from '../catalogue.ts'
import { PLAIN_ROUTES } from './routes.ts'

/** What a node could say where each source is read: sense, to be broken below. */
const PROGRAM_TEXTS: Partial<Record<ProgramName, string>> = {
  lscpu: '{"lscpu":[{"field":"CPU(s):","data":"8","children":[{"field":"Socket(s):","data":"2"}]}]}',
  lsblk: '{"blockdevices":[{"kname":"sda","size":5,"rota":true,"children":[{"kname":"sda1","type":"part"}]}]}',
  clock: '1795374515 +0130\n/usr/share/zoneinfo/Europe/Rome\n',
  services: 'Id=ssh.service\nActiveState=active\n\nId=cron.service\nUnitFileState=enabled\n',
  pveversion: 'pve-manager/8.4.21/2606ac850d46da29 (running kernel: 6.8.12-9-pve)\n',
  'boot-mode': 'efi\n 6 0 0 0 1\n',
  'root-filesystem': '4096 100 60 50\n',
  'pvesm-status': 'Name Type Status Total Used Available %\nlocal dir active 264212084 29470636 76920276 11.15%\n',
  'pvesubscription-get': 'status: active\nsockets: 2\n',
  'installed-packages': 'apt 2.6.1\n',
  'guest-configs':
    '/etc/pve/qemu-server/104.conf:cores: 2\n/etc/pve/lxc/104.conf:[s1]\n/etc/pve/lxc/104.conf:snaptime: 1718100000\n',
  pools: 'pool:dev::104:local:\n',
}
const FILE_TEXTS: Partial<Record<FileName, string>> = {
  '/proc/meminfo': 'MemTotal: 100 kB\nMemAvailable: 60 kB\n',
  '/proc/loadavg': '0.10 0.20 0.30 1/200 4000\n',
  '/proc/uptime': '3771.55 7000.10\n',
  '/proc/cpuinfo': 'processor\t: 0\nphysical id\t: 0\ncpu cores\t: 4\n',
  '/proc/version': 'Linux version 6.8.12-9-pve (build@proxmox) #9 SMP PREEMPT_DYNAMIC\n',
  '/etc/hosts': '192.0.2.2 pve1.example.com pve1\n',
  '/etc/timezone': 'Etc/UTC\n',
  '/etc/network/interfaces': 'auto a\niface a inet static\n\taddress 192.0.2.2/24\n\tovs_options tag=1\n',
  '/etc/pve/.members':
    '{"nodename":"pve1","nodelist":{"pve1":{"id":1,"online":1}},"cluster":{"name":"c","version":1,"nodes":1,"quorate":1}}',
  '/etc/pve/.vmlist': '{"version":1,"ids":{"104":{"node":"pve1","type":"lxc","version":3}}}',
  '/etc/pve/.rrd': 'pve2-storage/pve1/local:1000:50:20\npve2.3-vm/104:0:db:stopped:1:1000:2:U:64:U:128:0:U:U:U:U\n',
  '/etc/pve/storage.cfg': 'nfs: nas\n\tserver 192.0.2.7\n\tnodes a,b\n\tdisable\n',
  '/etc/pve/ha/manager_status': '{"service_status":{"ct:104":{"state":"started"}}}',
  '/etc/pve/ha/resources.cfg': 'ct: 104\n\tstate started\n',
  '/etc/pve/local/pve-ssl.pem': '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
  '/var/lib/pve-manager/pkgupdates': '[{"Package":"apt","Version":"2.6.2"}]',
}

/** A text with a piece cut out and something else put there. */
const broken = (text: string): fc.Arbitrary<string> => {
  const place = fc.nat(text.length)
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('', '\n', '\n\n', ':', '-1', '1e999', '"', '{}', 'null', '__proto__', text),
  )
  return fc
    .tuple(place, place, piece)
    .map(([a, b, put]) => text.slice(0, Math.min(a, b)) + put + text.slice(Math.max(a, b)))
}
const brokenRecord = <K extends string>(texts: Partial<Record<K, string>>, names: readonly K[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, fc.oneof(fc.string(), broken(texts[name] ?? ''))])), {
    requiredKeys: [],
  }) as fc.Arbitrary<Partial<Record<K, string>>>

describe('the plain routes', () => {
  it('answer each path once, and only paths that may be read', () => {
    const paths = PLAIN_ROUTES.map(({ path }) => path)
    assert.equal(new Set(paths).size, paths.length)
    assert.deepEqual(
      paths.filter((path) => !PVE_PATHS.some((allowed) => allowed.path === path)),
      [],
    )
  })

  it('that stand in while the cluster file system hangs do not need it', () => {
    const needing = PLAIN_ROUTES.filter(({ programs, files }) =>
      [...programs.map((name) => PROGRAMS[name]), ...files.map((name) => FILES[name])].some(
        (source) => 'pmxcfs' in source,
      ),
    )
    assert.deepEqual(
      needing.filter(({ path }) => path.startsWith('/nodes/')).map(({ path }) => path),
      [
        '/nodes/{node}/storage',
        '/nodes/{node}/certificates/info',
        ...['config', 'pending', 'snapshot'].flatMap((name) =>
          ['qemu', 'lxc'].map((type) => `/nodes/{node}/${type}/{vmid}/${name}`),
        ),
      ],
    )
  })

  for (const route of PLAIN_ROUTES)
    it(`${route.path} is built, absent or failed, whatever the node says`, () => {
      const asked = { node: 'pve1', vmid: route.path.includes('{vmid}') ? 104 : null }
      const given = fc.record({
        programs: brokenRecord(PROGRAM_TEXTS, route.programs),
        files: brokenRecord(FILE_TEXTS, route.files),
      })
      fc.assert(
        fc.property(given, (sources) => {
          try {
            const reply = built(route, sources, asked)
            assert.deepEqual(JSON.parse(JSON.stringify(reply)), reply)
          } catch (error) {
            if (!(error instanceof Absent || error instanceof FailureError)) throw error
          }
        }),
        { numRuns: 300 },
      )
    })
})
