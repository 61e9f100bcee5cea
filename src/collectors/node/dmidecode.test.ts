import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { parseDmidecode } from './dmidecode.ts'

const GIB = 2 ** 30
const NOTHING = {
  bios: { vendor: null, version: null, date: null },
  system: { vendor: null, product: null, serial: null, uuid: null },
  board: { vendor: null, name: null, serial: null },
  memoryModules: null,
}

const table = (type: number, fields: Record<string, string>): string =>
  [
    `Handle 0x${type.toString(16).padStart(4, '0')}, DMI type ${type}, 40 bytes`,
    'Title',
    ...Object.entries(fields).map(([key, value]) => `\t${key}: ${value}`),
    '',
    '',
  ].join('\n')

const memory = (fields: Record<string, string>) => parseDmidecode(table(17, fields)).memoryModules?.[0]

test('the first firmware, system and board table count', () => {
  const text =
    table(0, { Vendor: 'SeaBIOS', Version: 'rel-1.16', 'Release Date': '04/01/2014' }) +
    table(1, { Manufacturer: 'QEMU', 'Product Name': 'Standard PC', 'Serial Number': 'S1', UUID: 'a-b' }) +
    table(2, { Manufacturer: 'ACME', 'Product Name': 'B1', 'Serial Number': 'S2' }) +
    table(2, { Manufacturer: 'Riser', 'Product Name': 'R1' })
  assert.deepEqual(parseDmidecode(text), {
    bios: { vendor: 'SeaBIOS', version: 'rel-1.16', date: '04/01/2014' },
    system: { vendor: 'QEMU', product: 'Standard PC', serial: 'S1', uuid: 'a-b' },
    board: { vendor: 'ACME', name: 'B1', serial: 'S2' },
    memoryModules: null,
  })
})

test('a memory module has its slot, size, type and speed', () => {
  const fields = {
    Size: '16384 MB',
    Locator: 'DIMM_A1 ',
    Type: 'DDR4',
    Speed: '3200 MT/s',
    Manufacturer: 'Samsung',
    'Part Number': 'M1',
    'Serial Number': 'S3',
    'Configured Memory Speed': '2933 MT/s',
  }
  assert.deepEqual(memory(fields), {
    slot: 'DIMM_A1',
    sizeBytes: 16 * GIB,
    type: 'DDR4',
    speedMts: 3200,
    manufacturer: 'Samsung',
    part: 'M1',
    serial: 'S3',
  })
})

test('sizes are binary in every unit', () => {
  assert.equal(memory({ Size: '32 GB' })?.sizeBytes, 32 * GIB)
  assert.equal(memory({ Size: '1 TB' })?.sizeBytes, 1024 * GIB)
  assert.equal(memory({ Size: '524288 kB' })?.sizeBytes, GIB / 2)
  assert.equal(memory({ Size: '1024 bytes' })?.sizeBytes, 1024)
})

test('the volatile, cache and logical size are not the size', () => {
  assert.equal(memory({ 'Volatile Size': '8 GB', Size: '32 GB', 'Logical Size': 'None' })?.sizeBytes, 32 * GIB)
  assert.equal(memory({ 'Volatile Size': '8 GB' }), undefined)
})

test('old versions print the speed in MHz; without a rated speed the configured one counts', () => {
  assert.equal(memory({ Size: '2048 MB', Speed: '1333 MHz (0.8 ns)' })?.speedMts, 1333)
  assert.equal(memory({ Size: '2048 MB', Speed: 'Unknown', 'Configured Memory Speed': '2667 MT/s' })?.speedMts, 2667)
  assert.equal(memory({ Size: '2048 MB', Speed: 'Unknown' })?.speedMts, null)
})

test('empty slots are no modules', () => {
  assert.deepEqual(parseDmidecode(table(17, { Size: 'No Module Installed', Locator: 'DIMM_A2' })).memoryModules, [])
})

test('trap 8: placeholders of a module are unknown', () => {
  const found = memory({
    Size: '2048 MB',
    Type: '<OUT OF SPEC>',
    Manufacturer: 'Manufacturer01',
    'Serial Number': '00000000',
    'Part Number': 'None',
  })
  assert.deepEqual([found?.type, found?.manufacturer, found?.serial, found?.part], [null, null, null, null])
})

test('an inactive table is not the table it once was', () => {
  assert.deepEqual(parseDmidecode(table(126, { Manufacturer: 'HP', 'Product Name': 'old' })), NOTHING)
})

suite('recorded outputs', { skip: withoutShared }, () => {
  const read = (file: string) => parseDmidecode(sharedText(`samples/dmidecode/${file}`))

  /** By file: system, board, firmware, number and total of the modules. */
  const expected: Record<
    string,
    [system: (string | null)[], board: (string | null)[], bios: (string | null)[], modules: number | null, gib: number]
  > = {
    'dell-r620.txt': [
      ['Dell Inc.', 'PowerEdge R620'],
      ['Dell Inc.', '0PXXHP'],
      ['Dell Inc.', '2.9.0', '12/06/2019'],
      16,
      256,
    ],
    'dell-r640.txt': [
      ['Dell Inc.', 'PowerEdge R640'],
      ['Dell Inc.', '06NR82'],
      ['Dell Inc.', '2.6.4', '04/09/2020'],
      8,
      256,
    ],
    'hp-dl180.txt': [['HP', 'ProLiant DL180 G6'], [null, null], ['HP', 'O20', '05/19/2010'], 2, 4],
    'hp-dl360-gen8.txt': [['HP', 'ProLiant DL360p Gen8'], [null, null], ['HP', 'P71', '07/01/2015'], 8, 64],
    'memory-hynix-kingmax.txt': [[null, null], [null, null], [null, null, null], 2, 16],
    'windows-hyperv-2019.txt': [
      ['Microsoft Corporation', 'Virtual Machine'],
      ['Microsoft Corporation', 'Virtual Machine'],
      ['Microsoft Corporation', 'Hyper-V UEFI Release v4.0', '12/17/2019'],
      2,
      4,
    ],
    'no-smbios.txt': [[null, null], [null, null], [null, null, null], null, 0],
    'psu-to-be-filled-by-oem.txt': [[null, null], [null, null], [null, null, null], null, 0],
    'windows-2008-with-2-different-cpus.txt': [[null, null], [null, null], [null, null, null], null, 0],
  }

  for (const [file, [system, board, bios, modules, gib]] of Object.entries(expected)) {
    test(`${file}: ${system[1] ?? 'unknown machine'}, ${modules ?? 'no'} modules`, () => {
      const found = read(file)
      assert.deepEqual([found.system.vendor, found.system.product], system)
      assert.deepEqual([found.board.vendor, found.board.name], board)
      assert.deepEqual([found.bios.vendor, found.bios.version, found.bios.date], bios)
      assert.equal(found.memoryModules?.length ?? null, modules)
      assert.equal(
        (found.memoryModules ?? []).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        gib * GIB,
      )
    })
  }

  test('modules of recorded outputs have their details', () => {
    assert.deepEqual(read('memory-hynix-kingmax.txt').memoryModules?.[1], {
      slot: 'DIMM B',
      sizeBytes: 8 * GIB,
      type: 'DDR4',
      speedMts: 3200,
      manufacturer: '832500008325',
      part: 'GSOG42F-18----------',
      serial: '190020CB',
    })
    assert.deepEqual(read('hp-dl180.txt').memoryModules?.[0], {
      slot: 'PROC 1 DIMM 2A',
      sizeBytes: 2 * GIB,
      type: null,
      speedMts: 1333,
      manufacturer: 'Micron',
      part: '18JSF25672AZ-1G4F1',
      serial: '94D657D7',
    })
    assert.deepEqual(
      read('windows-hyperv-2019.txt').memoryModules?.map(({ sizeBytes }) => sizeBytes / 2 ** 20),
      [3968, 128],
    )
    assert.equal(read('hp-dl360-gen8.txt').system.serial, 'USE2236835')
  })

  test('no recorded output is left out', () => {
    const files = readdirSync(join(import.meta.dirname, '../../../../shared/samples/dmidecode'))
    assert.deepEqual(files.filter((file) => file !== 'README.md').sort(), Object.keys(expected).sort())
  })
})
