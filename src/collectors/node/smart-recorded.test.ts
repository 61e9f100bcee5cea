import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import type { SmartDisk } from './smart-disk.ts'
import { parseSmart } from './smart.ts'

function read(file: string, exit: number): SmartDisk {
  const stdout = `== /dev/sda\n${sharedText(`samples/smartctl/${file}`)}\n== exit ${exit}\n`
  const [disk] = parseSmart({ exit: 0, stdout, stderr: '' }).disks
  assert.ok(disk)
  return disk
}

const base = { standby: false, problems: [], reason: null, wearUsedPercent: null }
const said = (
  model: string | null,
  tempCelsius: number | null,
  powerOnHours: number | null,
  sizeBytes: number | null,
) => ({ model, tempCelsius, powerOnHours, sizeBytes })
const passed = { ...base, health: 'passed' }
const unknown = { ...base, ...said(null, null, null, null), health: 'unknown' }
const NO_VERDICT = 'smartctl says nothing about the health of this disk'

/** By file: the shell's exit code and what is expected of the disk; serial numbers are not listed. */
const expected: Record<
  string,
  [exit: number, disk: Omit<SmartDisk, 'path' | 'serial' | 'health'> & { health: string }]
> = {
  'ata-hdd-FAILED-usb-exit216.json': [
    216,
    {
      ...base,
      ...said('Hitachi HDS721050DLE630', 25, 65_592, 500_107_862_016),
      health: 'failed',
      problems: [
        'Reallocated_Sector_Ct is below its threshold',
        '1975 reallocated sectors',
        '8 sectors waiting to be reallocated',
        'the self-test log holds errors',
      ],
    },
  ],
  'info-smart_support-object.json': [
    0,
    { ...unknown, ...said('WD Red SA500 2.5 4TB', null, null, 4_000_787_030_016), reason: NO_VERDICT },
  ],
  'jmb39x-exit4.json': [
    4,
    {
      ...unknown,
      ...said('WDC WD40EFRX-68N32N0', null, null, 4_000_787_030_016),
      reason: 'Read Device Statistics page 0x00 failed: Invalid argument',
    },
  ],
  'megaraid-sat-exit4.json': [4, { ...passed, ...said('WD4000FYYX', 36, 37_787, 4_000_787_030_016) }],
  'megaraid14-hdd-exit4.json': [4, { ...passed, ...said('ST6000NM0115-1YZ110', 25, 44_316, 6_001_175_126_016) }],
  'nvme-apple-exit4.json': [4, { ...passed, ...said('APPLE SSD AP0256Q', 42, 2850, null), wearUsedPercent: 1 }],
  'nvme-micron-wear-69.json': [
    0,
    { ...passed, ...said('MTFDHAX1T6MCE-1AN1ZABYY', 32, 29_891, 1_600_321_314_816), wearUsedPercent: 69 },
  ],
  'nvme-sabrent-7.4.json': [
    0,
    { ...passed, ...said('Sabrent Rocket 4.0 1TB', 48, 8733, 1_000_204_886_016), wearUsedPercent: 4 },
  ],
  'nvme-wear-73.json': [
    0,
    { ...passed, ...said('INTEL SSDPE2KX010T8', 36, 8843, 1_000_204_886_016), wearUsedPercent: 73 },
  ],
  'open-not-permitted-exit2.json': [2, { ...unknown, reason: 'no permission to open the disk' }],
  'sas-extended-7.4.json': [0, { ...passed, ...said('SEAGATE ST0000000', 24, 34_222, 13_715_978_079_776) }],
  'sas-seagate-json-6.7.json': [0, { ...passed, ...said('SEAGATE ST1200MM0088', 31, 5675, 1_200_243_695_616) }],
  'sat-misdetected-as-scsi-exit4.json': [
    4,
    {
      ...unknown,
      reason: 'the disk offers no SMART; virtual disks and those behind RAID controllers have none',
    },
  ],
  'sata-hdd-49c.json': [0, { ...passed, ...said('WDC WD181KRYZ-01AGBB0', 49, 8244, 18_000_207_937_536) }],
  'sata-hdd-exit64-errorlog.json': [64, { ...passed, ...said('HGST HUS724020ALE640', 26, 83_425, 2_000_398_934_016) }],
  'sata-hdd-seagate-raw48.json': [0, { ...passed, ...said('ST10000NM0016-1TT101', 25, 34_013, 10_000_831_348_736) }],
  'sata-ssd-860evo-xall.json': [
    0,
    { ...passed, ...said('Samsung SSD 860 EVO 500GB', 36, 14_551, 500_107_862_016), wearUsedPercent: 19 },
  ],
  'sata-ssd-exit4.json': [
    4,
    { ...passed, ...said('KINGSTON SA400M8120G', 38, 4994, 120_034_123_776), wearUsedPercent: 2 },
  ],
  'sata-ssd-micron-5300.json': [
    0,
    { ...passed, ...said('Micron_5300_MTFDDAK1T9TDS', 24, 4175, 1_920_383_410_176), wearUsedPercent: 0 },
  ],
  'sata-ssd-noname-exit64.json': [
    64,
    { ...passed, ...said('P3-2TB', 31, 7344, 2_048_408_248_320), wearUsedPercent: 0 },
  ],
  'sata-ssd-samsung-pm883.json': [
    0,
    { ...passed, ...said('SAMSUNG MZ7LH480HAHQ-00005', 26, 7753, 480_103_981_056), wearUsedPercent: 1 },
  ],
  'scan-megaraid.json': [0, { ...unknown, reason: NO_VERDICT }],
  'scsi-parallel-grown-defects-260.json': [
    0,
    {
      ...passed,
      ...said('SEAGATE ST373453LC', 33, 102_880, 73_407_820_800),
      problems: ['260 grown defects', '536 uncorrected errors'],
    },
  ],
  'seagate-farm-only.json': [0, { ...unknown, reason: NO_VERDICT }],
  'text-pve-hdd-passed.txt': [0, { ...passed, ...said(null, 31, 1250, null) }],
  'text-pve-nvme-31pct.txt': [0, { ...passed, ...said(null, 32, 687, null), wearUsedPercent: 31 }],
  'text-pve-sas.txt': [0, { ...passed, ...said(null, 20, 7127, null), wearUsedPercent: 0 }],
  'text-pve-ssd-intel.txt': [0, { ...passed, ...said(null, 28, 1259, null), wearUsedPercent: 3 }],
  'text-pve-ssd-life-left.txt': [0, { ...passed, ...said(null, 27, 7963, null), wearUsedPercent: 9 }],
  'text-smartctl-a-hdd.txt': [0, { ...passed, ...said('ST500LM021-1KJ152', 41, 4273, 500_107_862_016) }],
  'text-standby-exit2.txt': [2, { ...unknown, standby: true, reason: 'the disk sleeps and was not woken' }],
  'usb-sandisk-no-temp.json': [0, { ...passed, ...said('SanDisk pSSD', null, 11, 15_693_664_256) }],
}

for (const [file, [exit, right]] of Object.entries(expected)) {
  test(`${file}: ${right.health}`, { skip: withoutShared }, () => {
    const { path: _path, serial: _serial, ...found } = read(file, exit)
    assert.deepEqual(found, right)
  })
}

test('serial numbers of recorded outputs', { skip: withoutShared }, () => {
  assert.equal(read('nvme-sabrent-7.4.json', 0).serial, '6D1107091C9583054511')
  assert.equal(read('text-smartctl-a-hdd.txt', 0).serial, 'W620AT02')
  assert.equal(read('open-not-permitted-exit2.json', 2).serial, null)
})

test('no recorded output is left out', { skip: withoutShared }, () => {
  const files = readdirSync(join(import.meta.dirname, '../../../../shared/samples/smartctl'))
  assert.deepEqual(files.filter((file) => file !== 'README.md').sort(), Object.keys(expected).sort())
})
