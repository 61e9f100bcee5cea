import assert from 'node:assert/strict'
import { it } from 'node:test'
import { absent, keptFrom, read } from '../../../test/tools/kept.ts'
import { disks } from '../../collectors/node/disks.ts'
import { smart } from '../../collectors/node/smart.ts'
import { disksOf } from './disks.ts'

const listed = (path: string, model: string | null) => ({
  path,
  model,
  serial: null,
  sizeBytes: 1000,
  type: 'hdd' as const,
  usedFor: 'LVM',
  vendor: 'ATA',
  wwn: null,
})

const asked = (path: string) => ({
  path,
  health: 'failed' as const,
  standby: false,
  wearUsedPercent: null,
  tempCelsius: 51,
  powerOnHours: 40_000,
  model: 'as smartctl says',
  serial: 'S1',
  sizeBytes: 1001,
  problems: ['12 reallocated sectors'],
  reason: null,
})

const list = read(disks, { disks: [listed('/dev/sdb', null), listed('/dev/sda', 'as PVE says')] }, 1)
const answers = read(smart, { disks: [asked('/dev/sda'), asked('/dev/sdc')] }, 1)

it('joins the list of PVE with what each disk says of itself, by path', () => {
  const shown = disksOf(keptFrom(list, answers))
  assert.deepEqual(
    shown?.map((one) => [one.path, one.model, one.serial, one.size_bytes, one.type, one.used_for, one.health]),
    [
      ['/dev/sda', 'as PVE says', 'S1', 1000, 'hdd', 'LVM', 'failed'],
      ['/dev/sdb', null, null, 1000, 'hdd', 'LVM', null],
      ['/dev/sdc', 'as smartctl says', 'S1', 1001, 'unknown', null, 'failed'],
    ],
  )
  assert.deepEqual(
    shown.map((one) => [one.temp_c, one.power_on_hours, one.standby, one.problems]),
    [
      [51, 40_000, false, ['12 reallocated sectors']],
      [null, null, null, []],
      [51, 40_000, false, ['12 reallocated sectors']],
    ],
  )
})

it('is a list from either source alone, and unknown without both', () => {
  assert.deepEqual(
    disksOf(keptFrom(list, absent(smart, 1)))?.map(({ path }) => path),
    ['/dev/sda', '/dev/sdb'],
  )
  assert.deepEqual(
    disksOf(keptFrom(answers))?.map(({ path }) => path),
    ['/dev/sda', '/dev/sdc'],
  )
  assert.equal(disksOf(new Map()), null)
  assert.deepEqual(disksOf(keptFrom(read(disks, { disks: [] }, 1))), [])
})
