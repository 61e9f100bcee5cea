import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { Absent, FailureError } from '../../model/failure.ts'
import type { Output } from '../../transport/ports.ts'
import { portsOf } from '../../../test/tools/ports.ts'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { dmi } from './dmi.ts'

const collect = (programs: {
  dmidecode?: string | Partial<Output> | Error
  'dmi-attributes'?: string | Partial<Output> | Error
}) => dmi.collect(portsOf({ programs }), { scope: 'node', node: 'pve1' })

const TABLES = 'Handle 0x0001, DMI type 1, 27 bytes\nSystem Information\n\tManufacturer: ACME\n'
const ATTRIBUTES = `/sys/class/dmi/id/bios_vendor:SeaBIOS
/sys/class/dmi/id/bios_version:rel-1.16
/sys/class/dmi/id/bios_date:04/01/2014
/sys/class/dmi/id/sys_vendor:QEMU
/sys/class/dmi/id/product_name:Standard PC (Q35)
/sys/class/dmi/id/product_uuid:00000000-0000-0000-0000-000000000000
/sys/class/dmi/id/board_vendor:Default string
`
const FROM_ATTRIBUTES = {
  bios: { vendor: 'SeaBIOS', version: 'rel-1.16', date: '04/01/2014' },
  system: { vendor: 'QEMU', product: 'Standard PC (Q35)', serial: null, uuid: null },
  board: { vendor: null, name: null, serial: null },
  memoryModules: null,
}

test('dmidecode comes before the attributes of the kernel', async () => {
  assert.equal((await collect({ dmidecode: TABLES, 'dmi-attributes': ATTRIBUTES })).system.vendor, 'ACME')
})

test('without dmidecode the attributes of the kernel count, and memory is unknown', async () => {
  assert.deepEqual(await collect({ 'dmi-attributes': ATTRIBUTES }), FROM_ATTRIBUTES)
})

test('where dmidecode is refused or finds nothing, the attributes count', async () => {
  for (const dmidecode of [
    new FailureError('forbidden', 'sudo refused'),
    { exit: 1, stdout: '# dmidecode 3.4\n', stderr: '/dev/mem: Permission denied' },
    '# dmidecode 2.11\n# No SMBIOS nor DMI entry point found, sorry.\n',
  ]) {
    assert.deepEqual(await collect({ dmidecode, 'dmi-attributes': ATTRIBUTES }), FROM_ATTRIBUTES)
  }
})

test('a refusal is the outcome when the attributes say nothing', async () => {
  await assert.rejects(
    collect({ dmidecode: new FailureError('forbidden', 'sudo refused'), 'dmi-attributes': { exit: 2 } }),
    (error) => error instanceof FailureError && error.failure.kind === 'forbidden',
  )
})

test('no tables and no attributes are absent; the hint depends on dmidecode', async () => {
  const absent = async (programs: Parameters<typeof collect>[0], hint: string | null) => {
    await assert.rejects(collect(programs), (error) => {
      assert.ok(error instanceof Absent)
      assert.equal(error.message, 'the firmware of this node says nothing about the machine')
      assert.equal(error.hint, hint)
      return true
    })
  }
  await absent({ dmidecode: '# No SMBIOS nor DMI entry point found, sorry.', 'dmi-attributes': { exit: 2 } }, null)
  await absent({ 'dmi-attributes': '' }, 'apt install dmidecode')
})

suite('recorded outputs that say nothing known', { skip: withoutShared }, () => {
  for (const file of ['no-smbios.txt', 'psu-to-be-filled-by-oem.txt', 'windows-2008-with-2-different-cpus.txt']) {
    test(`${file} is absent`, async () => {
      await assert.rejects(collect({ dmidecode: sharedText(`samples/dmidecode/${file}`) }), Absent)
    })
  }
})

test('whatever the programs print, the fact is valid or it is absent', async () => {
  const fragment = fc.constantFrom(
    'Handle 0x',
    'DMI type 17,',
    'DMI type 1,',
    '\n',
    '\tSize: 8 GB',
    '\tVendor: x',
    ':',
    '/id/sys_vendor:y',
    '\t',
  )
  const output = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fragment).map((parts) => parts.join('')),
  )
  await fc.assert(
    fc.asyncProperty(output, output, async (dmidecode, attributes) => {
      try {
        const found = await collect({ dmidecode, 'dmi-attributes': attributes })
        assert.deepEqual(dmi.fact.parse(found), found)
      } catch (error) {
        assert.ok(error instanceof Absent, String(error))
      }
    }),
  )
})
