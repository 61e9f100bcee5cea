import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { arbitraryOf } from '../../test/tools/arbitrary.ts'
import { absent, failed, keptFrom, read } from '../../test/tools/kept.ts'
import { sampleLooks } from '../../test/tools/sample-node.ts'
import { COLLECTORS } from '../collectors/index.ts'
import { disks } from '../collectors/node/disks.ts'
import { dmi } from '../collectors/node/dmi.ts'
import { lshw } from '../collectors/node/lshw.ts'
import { storages } from '../collectors/node/storages.ts'
import { temperatures } from '../collectors/node/temperatures.ts'
import { updates } from '../collectors/node/updates.ts'
import { zfsArc } from '../collectors/node/zfs-arc.ts'
import { FAILURE_KINDS } from '../model/failure.ts'
import type { Kept } from '../model/observation.ts'
import { hostDetails } from './host-details.ts'
import type { KeptByCollector } from './kept.ts'
import { problems } from './sections.ts'
import { hostDetailsShape } from './shapes.ts'
import type { HostDetails } from './shapes.ts'

const MINUTE = 60_000
const AT = Date.UTC(2026, 0, 1, 12)
const everything = { hardware: true, storage: true, network: true }

const shown = (kept: KeptByCollector, now = AT, include = everything): HostDetails =>
  hostDetails(kept, { nodeId: 1, hostname: 'pve1', address: 'pve1.lan', now, include })

const arc = (at: number) => read(zfsArc, { sizeBytes: 2 ** 30, maxBytes: null }, at)

describe('a section', () => {
  it('keeps the last good value beside the failure that came after it', () => {
    const { memory: shownMemory, sections } = shown(
      keptFrom(arc(AT), failed(zfsArc, 'timeout', AT + MINUTE)),
      AT + MINUTE,
    )
    assert.equal(shownMemory.arc_gb, 1)
    assert.deepEqual(sections['memory.arc'], {
      status: 'failed',
      kind: 'timeout',
      reason: 'zfs-arc: timeout',
      hint: 'try again',
      via: 'ssh-batch',
      collected_at: '2026-01-01T12:01:00.000Z',
      last_success_at: '2026-01-01T12:00:00.000Z',
      duration_ms: 12,
      stale: false,
    })
  })

  it('shows no old value of what is not there any more, but says when it was', () => {
    const { memory: shownMemory, sections } = shown(keptFrom(arc(AT), absent(zfsArc, AT + MINUTE, 'modprobe zfs')), AT)
    assert.equal(shownMemory.arc_gb, null)
    const { status, kind, reason, hint, last_success_at } = sections['memory.arc']!
    assert.deepEqual([status, kind, reason, hint], ['absent', null, 'zfs-arc is not there', 'modprobe zfs'])
    assert.equal(last_success_at, '2026-01-01T12:00:00.000Z')
  })

  it('counts a kept value that no longer parses as never read', () => {
    const kept = keptFrom(arc(AT))
    const last = kept.get('zfs-arc')!.last
    const changed: Kept = { last, lastGood: { value: { bytes: 'many' }, at: AT, via: null } }
    const { memory: shownMemory, sections, collected_at } = shown(new Map([['zfs-arc', changed]]))
    assert.equal(shownMemory.arc_gb, null)
    assert.equal(sections['memory.arc']?.status, 'never')
    assert.equal(sections['memory.arc'].last_success_at, null)
    assert.equal(collected_at, null)
    assert.deepEqual(
      problems(new Map([['zfs-arc', changed]])).find(({ section }) => section === 'memory.arc')?.status,
      'never',
    )
  })

  it('is stale when its value is older than three intervals of its own collector', () => {
    const kept = keptFrom(arc(AT), read(updates, { pending: 0, security: 0, packages: [] }, AT))
    const stale = (minutes: number) => {
      const { sections, stale: whole } = shown(kept, AT + minutes * MINUTE + 1)
      return [sections['memory.arc']?.stale, sections['updates']?.stale, whole]
    }
    assert.deepEqual(stale(29), [false, false, false])
    assert.deepEqual(shown(kept, AT + 30 * MINUTE).stale, false)
    assert.deepEqual(stale(30), [true, false, true])
    assert.deepEqual(stale(3 * 24 * 60 - 1), [true, false, true])
    assert.deepEqual(stale(3 * 24 * 60), [true, true, true])
  })

  it('tells a storage list that could not be read from an empty one', () => {
    assert.deepEqual(shown(keptFrom(read(storages, { storages: [] }, AT))).storage, [])
    assert.equal(shown(keptFrom(failed(storages, 'forbidden', AT))).storage, null)
  })
})

describe('the sections of the hardware', () => {
  const kept = keptFrom(absent(lshw, AT), read(disks, { disks: [] }, AT), failed(dmi, 'forbidden', AT))

  it('are named after what they fill', () => {
    const { sections } = shown(kept)
    const parts = ['bios', 'system', 'board', 'hardware.memory_modules'].map((name) => sections[name]?.status)
    assert.deepEqual(parts, ['failed', 'failed', 'failed', 'failed'])
    assert.equal(sections['hardware.disks']?.status, 'ok')
    assert.equal(sections['hardware.summary']?.status, 'absent')
  })

  it('are summed up by the one that is least well', () => {
    const { sections } = shown(kept)
    assert.deepEqual(sections['hardware'], sections['hardware.memory_modules'])
    assert.equal(shown(keptFrom(...sampleLooks(AT))).sections['hardware']?.status, 'ok')
  })

  it('are one problem for each fact, not one for each section', () => {
    const forbidden = problems(kept).filter(({ status }) => status === 'failed')
    assert.deepEqual(forbidden, [
      { section: 'bios', status: 'failed', kind: 'forbidden', reason: 'dmi: forbidden', hint: 'try again' },
    ])
  })
})

describe('what a caller leaves out', () => {
  const sample = keptFrom(...sampleLooks(AT))
  const names = (kept: HostDetails) => [...Object.keys(kept), ...Object.keys(kept.sections)]
  const all = names(shown(sample))
  const missing = (part: keyof typeof everything) => {
    const left = names(shown(sample, AT, { ...everything, [part]: false }))
    return all.filter((name) => !left.includes(name))
  }

  it('is missing with its sections, and nothing else is', () => {
    assert.deepEqual(
      new Set(missing('hardware')),
      new Set([
        'bios',
        'system',
        'board',
        'hardware',
        'hardware.memory_modules',
        'hardware.disks',
        'hardware.smart',
        'hardware.pci',
        'hardware.summary',
      ]),
    )
    assert.deepEqual(
      new Set(missing('storage')),
      new Set([
        'storage',
        'storage.use',
        'storage.config',
        'storage.zfs_snapshots',
        'storage.logical_volumes',
        'storage.volume_files',
        'zfs_pools',
        'zfs_pools.datasets',
        'thin_pools',
      ]),
    )
    assert.deepEqual(
      new Set(missing('network')),
      new Set(['network', 'network.config', 'network.bonds', 'network.links', 'bonds', 'guest_ports']),
    )
  })
})

describe('the findings', () => {
  const hot = read(
    temperatures,
    {
      source: 'hwmon',
      readings: [{ chip: 'c', sensor: 's', tempCelsius: 120, highCelsius: 80, criticalCelsius: 100 }],
    },
    AT,
  )
  const full = read(
    storages,
    {
      storages: [
        {
          name: 'backup',
          type: 'dir',
          totalBytes: 100,
          usedBytes: 95,
          availableBytes: 5,
          content: [],
          active: true,
          enabled: true,
          shared: false,
        },
      ],
    },
    AT,
  )

  it('come from the values shown and name their section', () => {
    const found = shown(keptFrom(hot, full)).findings.map(({ section, severity }) => [section, severity])
    assert.deepEqual(found.sort(), [
      ['storage', 'critical'],
      ['temperature', 'critical'],
    ])
  })

  it('are silent on what is left out and on what is not there any more', () => {
    const { findings } = shown(keptFrom(hot, full, absent(temperatures, AT + 1)), AT, { ...everything, storage: false })
    assert.deepEqual(findings, [])
  })
})

it('knows each collector by sections of its own', () => {
  const named = problems(new Map()).map(({ section }) => section)
  assert.equal(new Set(named).size, COLLECTORS.length)
})

const failure = fc.constantFrom(...FAILURE_KINDS)
const time = fc.integer({ min: AT - 10 * 24 * 60 * MINUTE, max: AT })
const looksAt = (collector: (typeof COLLECTORS)[number]) =>
  fc.array(
    fc.oneof(
      fc
        .tuple(fc.oneof(arbitraryOf(collector.fact), fc.jsonValue()), time)
        .map(([value, at]) => read(collector, value, at)),
      time.map((at) => absent(collector, at)),
      fc.tuple(failure, time).map(([kind, at]) => failed(collector, kind, at)),
    ),
    { maxLength: 2 },
  )

it('shows any node in the shape promised, whatever was seen of it', () => {
  const looks = fc.tuple(...COLLECTORS.map(looksAt)).map((lists) => keptFrom(...lists.flat()))
  const include = fc.record({ hardware: fc.boolean(), storage: fc.boolean(), network: fc.boolean() })
  fc.assert(
    fc.property(looks, include, (kept, parts) => {
      const details = shown(kept, AT, parts)
      assert.deepEqual(hostDetailsShape.parse(details), details)
    }),
    { numRuns: 150 },
  )
})
