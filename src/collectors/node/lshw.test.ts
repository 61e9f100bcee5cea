import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FailureError } from '../../model/failure.ts'
import { portsOf } from '../../../test/tools/ports.ts'
import { lshw, parseLshw } from './lshw.ts'

const NIC = { id: 'network', class: 'network', description: 'Ethernet interface', product: 'I350', vendor: 'Intel' }
const MACHINE = {
  id: 'pve1',
  class: 'system',
  description: 'Rack Mount Chassis',
  product: 'PowerEdge R640',
  children: [
    { id: 'core', class: 'bus', description: 'Motherboard', children: [NIC] },
    { id: 'x', class: 'power', product: 'To Be Filled By O.E.M.' },
    { id: 'y', class: 'input', product: 'Power Button' },
  ],
}
const SUMMARY = [
  { class: 'system', description: 'Rack Mount Chassis: PowerEdge R640' },
  { class: 'bus', description: 'Motherboard' },
  { class: 'network', description: 'Ethernet interface: I350' },
  { class: 'input', description: 'Power Button' },
]

const isFailure = (kind: string) => (error: unknown) => error instanceof FailureError && error.failure.kind === kind

test('the tree becomes a list, parents first, without devices that say nothing', () => {
  assert.deepEqual(parseLshw(JSON.stringify(MACHINE)).entries, SUMMARY)
})

test('an object, an array and a list with commas read alike', () => {
  const object = JSON.stringify(MACHINE, null, 2)
  assert.deepEqual(parseLshw(`[\n${object}\n]\n`).entries, SUMMARY)
  assert.deepEqual(parseLshw(`${object},\n`).entries, SUMMARY)
  assert.deepEqual(parseLshw(`${object},\n${object}`).entries, [...SUMMARY, ...SUMMARY])
})

test('unescaped control characters of the firmware do not break it', () => {
  assert.deepEqual(parseLshw('{"class":"memory","description":"DIMM\u0001\tDDR4"}').entries, [
    { class: 'memory', description: 'DIMM  DDR4' },
  ])
})

test('a device with fields of other types keeps its children', () => {
  assert.deepEqual(parseLshw(JSON.stringify({ class: 7, description: {}, children: [NIC, 'x', null] })).entries, [
    SUMMARY[2],
  ])
})

test('a very deep or very wide tree ends at 500 entries', () => {
  const wide = { ...MACHINE, children: Array.from({ length: 5000 }, () => NIC) }
  assert.equal(parseLshw(JSON.stringify(wide)).entries.length, 500)
  const deep = `${'{"class":"bus","description":"b","children":['.repeat(3000)}${']}'.repeat(3000)}`
  assert.equal(parseLshw(deep).entries.length, 500)
})

test('text that is no JSON, and JSON without hardware, are bad replies', () => {
  for (const text of ['', 'lshw: usage', '{"class":', '[]', '{}', '"x"', 'null']) {
    assert.throws(() => parseLshw(text), isFailure('bad-reply'), text)
  }
})

test('a failed lshw without output says why', async () => {
  const programs = { lshw: { exit: 1, stderr: 'segmentation fault' } }
  await assert.rejects(lshw.collect(portsOf({ programs }), { scope: 'node', node: 'pve1' }), (error) => {
    assert.ok(error instanceof FailureError)
    assert.deepEqual(error.failure, {
      kind: 'command-failed',
      message: 'lshw ended with 1: segmentation fault',
      hint: null,
    })
    return true
  })
})

test('a complaint beside the output does not matter', async () => {
  const programs = { lshw: { exit: 1, stdout: JSON.stringify(MACHINE), stderr: 'WARNING: output may be incomplete' } }
  const found = await lshw.collect(portsOf({ programs }), { scope: 'node', node: 'pve1' })
  assert.deepEqual(found.entries, SUMMARY)
})

test('whatever lshw prints, the fact is valid or the reply is bad', () => {
  const device = fc.letrec((tie) => ({
    device: fc.record({
      class: fc.oneof(fc.string(), fc.integer()),
      description: fc.anything(),
      children: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie('device'))),
    }),
  })).device
  const output = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    device.map((value) => JSON.stringify(value)),
  )
  fc.assert(
    fc.property(output, (text) => {
      try {
        const found = parseLshw(text)
        assert.deepEqual(lshw.fact.parse(found), found)
      } catch (error) {
        assert.ok(isFailure('bad-reply')(error), String(error))
      }
    }),
  )
})
