import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { keptFrom } from '../../test/tools/kept.ts'
import { sampleLooks } from '../../test/tools/sample-node.ts'
import { hostDetails } from './host-details.ts'
import type { KeptByCollector } from './kept.ts'
import { problems } from './sections.ts'
import type { HostDetails } from './shapes.ts'

const GIB = 2 ** 30
const AT = Date.UTC(2026, 0, 1, 12)
const everything = { hardware: true, storage: true, network: true }

const shown = (kept: KeptByCollector, now = AT, include = everything): HostDetails =>
  hostDetails(kept, { nodeId: 1, hostname: 'pve1', address: 'pve1.lan', now, include })

const sample = keptFrom(...sampleLooks(AT))

describe('a node of which everything was read', () => {
  const { sections, ...details } = shown(sample)

  it('is shown in the words of the contract', () => {
    assert.deepEqual(details, {
      node_id: 1,
      hostname: 'pve1',
      address: 'pve1.lan',
      cluster: 'prod',
      status: 'online',
      proxmox_version: '8.4.21',
      kernel_version: '6.8.12-9-pve',
      uptime_seconds: 1234567,
      boot_mode: 'efi',
      secure_boot: false,
      timezone: 'Europe/Rome',
      collected_at: '2026-01-01T12:00:00.000Z',
      stale: false,
      cpu: {
        model: 'Intel Xeon E5-2650',
        sockets: 2,
        cores: 16,
        threads: 32,
        mhz: 2000,
        load_1m: 0.5,
        load_5m: 0.6,
        load_15m: 0.7,
        used_percent: 12.5,
        iowait_percent: 0.3,
      },
      memory: {
        total_bytes: 128 * GIB,
        used_bytes: 64 * GIB,
        available_bytes: 64 * GIB,
        arc_bytes: 12 * GIB,
        swap_total_bytes: 8 * GIB,
        swap_used_bytes: 0,
        total_gb: 128,
        used_gb: 64,
        available_gb: 64,
        arc_gb: 12,
        swap_total_gb: 8,
        swap_used_gb: 0,
        used_percent: 50,
      },
      root: { total_bytes: 100 * GIB, used_bytes: 4 * GIB, total_gb: 100, used_gb: 4, used_percent: 4 },
      storage: [
        {
          name: 'local-zfs',
          type: 'zfspool',
          total_bytes: 2000 * GIB,
          used_bytes: 1000 * GIB,
          available_bytes: 1000 * GIB,
          total_gb: 2000,
          used_gb: 1000,
          available_gb: 1000,
          used_percent: 50,
          content: 'images,rootdir',
          active: true,
          enabled: true,
          shared: false,
          pool: 'rpool/data',
          path: null,
          server: null,
          health: 'ONLINE',
        },
      ],
      zfs_pools: [
        {
          name: 'rpool',
          health: 'ONLINE',
          size_bytes: 3000 * GIB,
          allocated_bytes: 1500 * GIB,
          free_bytes: 1500 * GIB,
          fragmentation_percent: 7,
          scrub: 'scrub repaired 0B with 0 errors',
          status: null,
          errors: 'No known data errors',
        },
      ],
      thin_pools: [{ name: 'pve/data', size_bytes: 500 * GIB, data_used_percent: 12.5, metadata_used_percent: 1.5 }],
      network: [
        {
          name: 'eno1',
          type: 'physical',
          state: 'up',
          mac: '02:00:00:00:00:01',
          ipv4: [],
          ipv6: [],
          speed_mbps: 1000,
          duplex: 'full',
          mtu: 1500,
          gateway: null,
          master: 'vmbr0',
          bridge_ports: null,
          bond_mode: null,
          bond_slaves: null,
          bridge_vlan_aware: null,
          vlan_id: null,
          vlan_parent: null,
          comment: null,
          autostart: null,
          link_detected: null,
          module_vendor: null,
          module_part: null,
          module_temp_c: null,
        },
      ],
      bonds: [],
      guest_ports: [{ name: 'tap100i0', vmid: 100, master: 'vmbr0', state: 'up' }],
      temperature: {
        highest_c: 45.5,
        readings: [
          { chip: 'coretemp-isa-0000', sensor: 'Package id 0', temp_c: 45.5, high_c: 80, critical_c: 100 },
          { chip: 'nvme-pci-0100', sensor: 'Composite', temp_c: 38, high_c: null, critical_c: null },
        ],
      },
      license: {
        status: 'active',
        level: 'community',
        product: 'Proxmox VE Community Subscription 2 CPUs/year',
        key: 'pve2c-••••…89',
        sockets: 2,
        expires: '2027-03-01',
        checked_at: '2026-01-01T00:00:00.000Z',
        message: null,
      },
      bios: { vendor: 'American Megatrends', version: '3.4', date: '11/10/2020' },
      system: { vendor: 'Supermicro', product: 'X10DRi', serial: 'S1', uuid: '00000000-0000-0000-0000-0025905d2f2e' },
      board: { vendor: 'Supermicro', name: 'X10DRi-T', serial: 'B1' },
      hardware: {
        memory_modules: [
          {
            slot: 'P1-DIMMA1',
            size_bytes: 16 * GIB,
            type: 'DDR4',
            speed_mts: 2400,
            manufacturer: 'Samsung',
            part: 'M393A2',
            serial: 'M1',
          },
        ],
        disks: [
          {
            path: '/dev/nvme0n1',
            model: 'PM983',
            vendor: null,
            serial: 'N1',
            wwn: 'eui.1',
            size_bytes: 960 * GIB,
            type: 'nvme',
            used_for: 'ZFS',
            health: 'passed',
            health_reason: null,
            wear_used_percent: 3,
            temp_c: 38,
            power_on_hours: 12000,
            standby: false,
            problems: [],
          },
        ],
        pci: [{ slot: '0000:01:00.0', class: 'Ethernet controller', vendor: 'Intel', device: 'I350' }],
        summary: [{ class: 'network', description: 'Ethernet interface: I350' }],
      },
      services: [{ name: 'pveproxy', state: 'running', enabled: true, description: 'PVE API Proxy Server' }],
      updates: {
        pending: 12,
        security: 3,
        packages: [{ name: 'curl', version: '8.1', old_version: '8.0', origin: 'Debian' }],
      },
      certificates: [
        {
          file: 'pve-ssl.pem',
          subject: 'CN=pve1',
          issuer: 'CN=PVE',
          expires: '2030-03-17T17:46:40.000Z',
          fingerprint_sha256: 'AA:BB',
          san: ['pve1'],
        },
      ],
      findings: [],
    })
  })

  it('says of every section that it is well', () => {
    assert.equal(problems(sample).length, 0)
    for (const section of Object.values(sections)) {
      assert.deepEqual(section, {
        status: 'ok',
        kind: null,
        reason: null,
        hint: null,
        via: 'ssh-batch',
        collected_at: '2026-01-01T12:00:00.000Z',
        last_success_at: '2026-01-01T12:00:00.000Z',
        duration_ms: 12,
        stale: false,
      })
    }
  })

  it('names a section for each part that can be missing', () => {
    const names = [
      'cpu',
      'memory',
      'storage',
      'network',
      'temperature',
      'license',
      'bios',
      'system',
      'board',
      'hardware',
    ]
    for (const name of [
      ...names,
      'zfs_pools',
      'thin_pools',
      'services',
      'updates',
      'certificates',
      'cluster',
      'version',
    ])
      assert.equal(sections[name]?.status, 'ok', name)
  })

  it('never shows the whole subscription key', () => {
    assert.equal(JSON.stringify(details).includes('0123456789'), false)
  })
})
