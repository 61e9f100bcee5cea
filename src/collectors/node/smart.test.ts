import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { Absent, FailureError } from '../../model/failure.ts'
import { portsOf } from '../../../test/tools/ports.ts'
import type { SmartDisk } from './smart-disk.ts'
import { parseSmart, smart } from './smart.ts'

/** The output of the `smart` program for one disk. */
const part = (text: string, exit = 0, path = '/dev/sda'): string => `== ${path}\n${text}\n== exit ${exit}\n`

const parse = (stdout: string, stderr = '', exit = 0) => parseSmart({ exit, stdout, stderr })

function disk(reply: unknown, exit = 0): SmartDisk {
  const [only, ...more] = parse(part(typeof reply === 'string' ? reply : JSON.stringify(reply, null, 2), exit)).disks
  assert.ok(only)
  assert.deepEqual(more, [])
  return only
}

const reply = (passed: boolean | undefined, exit_status: number, more: object = {}): object => ({
  smartctl: { exit_status },
  ...(passed !== undefined && { smart_status: { passed } }),
  ...more,
})

const attributes = (...table: [name: string, value: number, raw: string, when_failed?: string][]): object => ({
  ata_smart_attributes: {
    table: table.map(([name, value, raw, when_failed = '']) => ({
      name,
      value,
      when_failed,
      raw: { string: raw, value: 1 },
    })),
  },
})

const verdict = ({ health, standby, reason }: SmartDisk) => ({ health, standby, reason })

suite('the program', () => {
  test('each disk has its part', async () => {
    const stdout = part(JSON.stringify(reply(true, 0))) + part(JSON.stringify(reply(false, 8)), 8, '/dev/nvme0n1')
    const { disks } = await smart.collect(portsOf({ programs: { smart: stdout } }), { scope: 'node', node: 'pve1' })
    assert.deepEqual(
      disks.map(({ path, health }) => [path, health]),
      [
        ['/dev/sda', 'passed'],
        ['/dev/nvme0n1', 'failed'],
      ],
    )
  })

  test('a disk whose answer is cut off is unknown, those before it are not', () => {
    const { disks } = parse(`${part(JSON.stringify(reply(true, 0)))}== /dev/sdb\n{"smartctl": {`)
    assert.deepEqual(
      disks.map(({ health }) => health),
      ['passed', 'unknown'],
    )
    assert.equal(disks[1]?.reason, 'smartctl says nothing about the health of this disk')
  })

  test('a disk that gave no answer in time says so, though 124 and 137 hold the bit of a failing disk', () => {
    for (const exit of [124, 137]) {
      assert.deepEqual(verdict(disk('', exit)), {
        health: 'unknown',
        standby: false,
        reason: 'smartctl did not answer in time',
      })
    }
  })

  test('no disks is absent', () => {
    assert.throws(
      () => parse(''),
      (error) => error instanceof Absent && error.message === 'this node has no SATA, SAS or NVMe disks',
    )
  })

  test('a program that broke is no node without disks', () => {
    assert.throws(
      () => parse('', '', 2),
      (error) => error instanceof FailureError && error.failure.kind === 'command-failed',
    )
  })

  test('sudo that refuses is forbidden, with a hint', () => {
    const refused = () =>
      parse(part('', 1) + part('', 1, '/dev/sdb'), 'sudo: a password is required\nsudo: a password is required\n')
    assert.throws(
      refused,
      (error) => error instanceof FailureError && error.failure.kind === 'forbidden' && error.failure.hint !== null,
    )
  })
})

suite('trap 6: smartctl', () => {
  test('trap 6: the exit code is a bit mask; 4 and 64 are no failed disk, 8 is', () => {
    for (const exit of [0, 4, 32, 64, 68]) assert.equal(disk(reply(true, exit), exit).health, 'passed', String(exit))
    for (const exit of [8, 24, 216]) assert.equal(disk(reply(false, exit), exit).health, 'failed', String(exit))
    assert.equal(disk(reply(undefined, 8), 8).health, 'failed')
    assert.equal(disk(reply(undefined, 4), 4).health, 'unknown')
  })

  test('trap 6: output with a non-zero code is the interesting one', () => {
    const found = disk(
      reply(false, 8, { ...attributes(['Reallocated_Sector_Ct', 1, '1975', 'now']), temperature: { current: 51 } }),
      8,
    )
    assert.equal(found.tempCelsius, 51)
    assert.deepEqual(found.problems, ['Reallocated_Sector_Ct is below its threshold', '1975 reallocated sectors'])
  })

  test('trap 6: a sleeping disk is left asleep: standby, health unknown, no failure', () => {
    const message = { string: 'Device is in STANDBY mode, exit(2)', severity: 'information' }
    const asleep = { health: 'unknown', standby: true, reason: 'the disk sleeps and was not woken' }
    assert.deepEqual(verdict(disk({ smartctl: { exit_status: 2, messages: [message] } }, 2)), asleep)
    assert.deepEqual(verdict(disk('Device is in STANDBY mode, exit(2)\n', 2)), asleep)
    assert.deepEqual(
      verdict(disk({ smartctl: { exit_status: 2 }, power_mode: { ata_value: 0, name: 'STANDBY' } }, 2)),
      asleep,
    )
  })

  test('trap 6: exit 2 is also a disk that may not or cannot be opened', () => {
    const refused = (string: string) =>
      verdict(disk({ smartctl: { exit_status: 2, messages: [{ string, severity: 'error' }] } }, 2))
    assert.deepEqual(refused('Smartctl open device: /dev/sda failed: Permission denied'), {
      health: 'unknown',
      standby: false,
      reason: 'no permission to open the disk',
    })
    assert.equal(
      refused('Smartctl open device: /dev/sda failed: No such device').reason,
      'Smartctl open device: /dev/sda failed: No such device',
    )
    assert.equal(disk({ smartctl: { exit_status: 2 } }, 2).reason, 'smartctl could not open the disk, or it sleeps')
  })

  test('trap 6: wear is life used: 100 minus what ATA attributes say is left, and never "N/A"', () => {
    const wear = (more: object) => disk(reply(true, 0, more)).wearUsedPercent
    for (const name of ['SSD_Life_Left', 'Media_Wearout_Indicator', 'Wear_Leveling_Count', 'Percent_Lifetime_Remain']) {
      assert.equal(wear(attributes([name, 91, '4294967296'])), 9, name)
    }
    assert.equal(wear(attributes(['Flash_Writes_GiB', 40, '979'], ['Bad_Block_Rate', 30, '4'])), null)
    assert.equal(wear(attributes(['Wear_Leveling_Count', 253, '0'])), null)
    assert.equal(wear({ nvme_smart_health_information_log: { percentage_used: 104 } }), 104)
    assert.equal(wear({ scsi_percentage_used_endurance_indicator: 7 }), 7)
    assert.equal(wear({ endurance_used: { current_percent: 3 }, ...attributes(['Wear_Leveling_Count', 100, '0']) }), 3)
    assert.equal(wear({ endurance_used: { current_percent: 'N/A' } }), null)
    assert.equal(wear({}), null)
  })

  test('trap 6: RAID and virtual disks have no SMART: unknown, with a reason', () => {
    const none = {
      health: 'unknown',
      standby: false,
      reason: 'the disk offers no SMART; virtual disks and those behind RAID controllers have none',
    }
    assert.deepEqual(verdict(disk({ smartctl: { exit_status: 4 }, smart_support: { available: false } }, 4)), none)
    assert.deepEqual(verdict(disk('SMART support is:     Unavailable - device lacks SMART capability.\n')), none)
    assert.equal(
      disk({ smart_support: { available: true, enabled: false } }).reason,
      'SMART is switched off on this disk',
    )
  })
})

suite('findings', () => {
  const findings = (more: object, passed = true) =>
    smart.assess?.({ disks: [disk(reply(passed, 0, { model_name: 'M1', ...more }))] }, 0)

  test('a healthy disk is none', () => {
    assert.deepEqual(findings({}), [])
  })

  test('a failing disk is critical and says why', () => {
    assert.deepEqual(findings(attributes(['Reallocated_Sector_Ct', 1, '1975']), false), [
      {
        severity: 'critical',
        text: 'disk /dev/sda (M1) says it is failing: 1975 reallocated sectors',
        hint: 'replace the disk',
      },
    ])
  })

  test('problems of a disk that passes are a warning', () => {
    assert.deepEqual(findings({ scsi_grown_defect_list: 260 }), [
      {
        severity: 'warning',
        text: 'disk /dev/sda (M1) reports problems: 260 grown defects',
        hint: 'smartctl -x /dev/sda',
      },
    ])
  })

  test('90 % of wear is a warning, 89 % is none', () => {
    assert.deepEqual(findings({ endurance_used: { current_percent: 89 } }), [])
    assert.deepEqual(
      findings({ endurance_used: { current_percent: 90 } })?.map(({ severity, text }) => [severity, text]),
      [['warning', 'disk /dev/sda (M1) has used 90 % of its rated life']],
    )
  })
})

test('whatever smartctl prints, the fact is valid, absent or a known failure', () => {
  const fragment = fc.constantFrom(
    '== /dev/sda\n',
    '\n== exit 8\n',
    '{',
    '}',
    '"smart_status"',
    ':',
    'SMART Health Status: OK\n',
    '  5 Reallocated_Sector_Ct PO--CK 001 001 005 NOW 7\n',
    '0',
  )
  const keys = fc.constantFrom(
    'smartctl',
    'smart_status',
    'temperature',
    'power_mode',
    'ata_smart_attributes',
    'model_name',
    'scsi_grown_defect_list',
    'user_capacity',
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fragment).map((parts) => parts.join('')),
    fc.dictionary(keys, fc.anything({ maxDepth: 4 })).map((value) => part(JSON.stringify(value))),
    fc.json().map((json) => part(json)),
  )
  fc.assert(
    fc.property(text, fc.nat(255), (stdout, exit) => {
      try {
        const found = parseSmart({ exit, stdout, stderr: '' })
        assert.deepEqual(smart.fact.parse(found), found)
      } catch (error) {
        assert.ok(
          error instanceof Absent || (error instanceof FailureError && error.failure.kind === 'command-failed'),
          String(error),
        )
      }
    }),
  )
})
