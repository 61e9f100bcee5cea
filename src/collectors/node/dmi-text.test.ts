import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firmwareText } from './dmi-text.ts'

test('trap 8: fields full of placeholders are unknown', () => {
  const placeholders = [
    'To Be Filled By O.E.M.',
    'To be filled by OEM',
    'Default string',
    '0000000000',
    '0',
    'Not Specified',
    'Not Provided',
    'Not Settable',
    'Unknown',
    'None',
    'N/A',
    '<BAD INDEX>',
    '<OUT OF SPEC>',
    'System manufacturer',
    'System Product Name',
    'System Serial Number',
    'Base Board Serial Number',
    'SerNum01',
    'ModulePartNumber01',
    'Manufacturer01',
    '0123456789',
    'xxxxxxxxxx',
    '........',
    ' ',
    '00000000-0000-0000-0000-000000000000',
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
    '03000200-0400-0500-0006-000700080009',
  ]
  for (const placeholder of placeholders) assert.equal(firmwareText(placeholder), null, placeholder)
  assert.equal(firmwareText(undefined), null)
})

test('trap 8: what is no placeholder stays', () => {
  for (const text of [
    'Dell Inc.',
    'ProLiant DL180 G6',
    'R',
    '1.0',
    'M393A4K40CB2-CVF',
    '00CE00B300CE',
    'Unknown Soldier 3000',
  ]) {
    assert.equal(firmwareText(text), text)
  }
})

test('white space around is dropped, very long text is cut', () => {
  assert.equal(firmwareText('ProLiant DL180 G6  '), 'ProLiant DL180 G6')
  assert.equal(firmwareText('ab'.repeat(500))?.length, 200)
})
