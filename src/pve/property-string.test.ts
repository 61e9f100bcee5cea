import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { defaultKeyOf } from './default-keys.ts'
import { optionsIn, parsePropertyString, printPropertyString, valueIn } from './property-string.ts'
import type { Property } from './property-string.ts'

const keyed = (key: string, value: string): Property => ({ key, value, bare: false, quoted: false })
const bare = (key: string | null, value: string): Property => ({ key, value, bare: true, quoted: false })
const quoted = (property: Property): Property => ({ ...property, quoted: true })

const VOLUME = 'local-zfs:vm-100-disk-0,size=32G'

describe('a property string', () => {
  it('has keys and values', () => {
    assert.deepEqual(parsePropertyString('order=2,up=30'), [keyed('order', '2'), keyed('up', '30')])
  })

  it('may have a bare value, which belongs to the default key', () => {
    assert.deepEqual(parsePropertyString(VOLUME, 'file'), [
      bare('file', 'local-zfs:vm-100-disk-0'),
      keyed('size', '32G'),
    ])
    assert.deepEqual(parsePropertyString('pcie=1,01:00.0', 'host'), [keyed('pcie', '1'), bare('host', '01:00.0')])
  })

  it('may give the default key by name', () => {
    for (const text of ['1,type=isa', 'enabled=1,type=isa'])
      assert.equal(valueIn(parsePropertyString(text, 'enabled'), 'enabled'), '1')
  })

  it('keeps a bare value without a key where there is none for it', () => {
    assert.deepEqual(parsePropertyString('1'), [bare(null, '1')])
    assert.deepEqual(parsePropertyString('1,2', 'enabled'), [bare('enabled', '1'), bare(null, '2')])
    assert.deepEqual(parsePropertyString(',1', 'enabled'), [bare(null, ''), bare('enabled', '1')])
  })

  it('ends a key at the first equals sign, so that base64 is whole', () => {
    assert.deepEqual(parsePropertyString('serial=QQ==,=x,y='), [
      keyed('serial', 'QQ=='),
      keyed('', 'x'),
      keyed('y', ''),
    ])
  })

  it('has no parts where there is no text', () => {
    assert.deepEqual(parsePropertyString('', 'file'), [])
    assert.equal(printPropertyString([]), '')
  })

  it('may have commas between quotation marks', () => {
    assert.deepEqual(parsePropertyString('"a=b,c",name="d ""e",note="\\,",h=1', 'file'), [
      quoted(bare('file', 'a=b,c')),
      keyed('name', '"d ""e"'),
      quoted(keyed('note', '\\,')),
      keyed('h', '1'),
    ])
  })

  it('takes a quotation mark that is not closed for a character', () => {
    for (const text of ['"', 'a="', '"a', '"a"b"', 'a="b"c', 'a"b"'])
      assert.equal(parsePropertyString(text, 'file')[0]?.quoted, false, text)
  })

  it('tells a value, of a key given twice the first, of an empty one none', () => {
    const properties = parsePropertyString('a=1,a=2,b=', 'file')
    assert.equal(valueIn(properties, 'a'), '1')
    assert.equal(valueIn(properties, 'b'), null)
    assert.equal(valueIn(properties, 'c'), null)
  })

  it('tells its options, with those nobody knows', () => {
    const options = optionsIn(parsePropertyString(`${VOLUME},ssd=1,new=,new=2,__proto__=x,odd`, 'file'), 'file', 'size')
    assert.deepEqual(Object.entries(options), [
      ['ssd', '1'],
      ['new', ''],
      ['__proto__', 'x'],
    ])
  })
})

/** Settings PVE knows, of each a default key or none, and one it does not know. */
const SETTINGS = ['scsi0', 'net1', 'agent', 'cpu', 'hostpci0', 'vga', 'startup', 'smbios1', 'rootfs', 'mp12', 'novel']
const KEYS = [
  'file',
  'volume',
  'size',
  'media',
  'virtio',
  'macaddr',
  'bridge',
  'trunks',
  'enabled',
  'mp',
  'x-vga',
  'novel',
]
const VALUES = [
  'local-zfs:base-9-disk-0/vm-100-disk-0',
  'none',
  '1',
  '60;70-80',
  'BC:24:11:00:00:01',
  'UUE9PQ==',
  'a b',
  'ü',
]

const plainKey = fc.oneof(fc.constantFrom(...KEYS), fc.stringMatching(/^[^=,"][^=,]{0,8}$/))
const plainValue = fc.oneof(fc.constantFrom(...VALUES), fc.stringMatching(/^[^,"\s][^,]{0,20}$/))
const bareValue = plainValue.map((value) => value.replaceAll('=', '').replace(/^"+/, ''))
const part = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(plainKey, plainValue).map(([key, value]) => keyed(key, value)) },
  fc.tuple(plainKey, fc.stringMatching(/^[^"]{0,20}$/)).map(([key, value]) => quoted(keyed(key, value))),
)

/** Properties as a setting with this default key may have them: one of them bare or none, and that anywhere. */
const propertiesWith = (defaultKey: string | null): fc.Arbitrary<Property[]> =>
  fc
    .tuple(fc.option(bareValue.filter((value) => value.trim() !== '')), fc.nat(4), fc.array(part, { maxLength: 5 }))
    .map(([value, at, parts]) => (value === null ? parts : parts.toSpliced(at, 0, bare(defaultKey, value))))

const generated = fc
  .subarray(SETTINGS)
  .chain((keys) => fc.record(Object.fromEntries(keys.map((key) => [key, propertiesWith(defaultKeyOf('qemu', key))]))))

describe('reading and printing', () => {
  it('gives back 10,000 configurations as they were', () => {
    fc.assert(
      fc.property(generated, (configuration) => {
        for (const [key, properties] of Object.entries(configuration)) {
          const defaultKey = defaultKeyOf('qemu', key)
          assert.deepEqual(parsePropertyString(printPropertyString(properties), defaultKey), properties)
        }
      }),
      { numRuns: 10_000 },
    )
  })

  const awkward = fc
    .array(fc.constantFrom(',', '=', '"', '\\', ' ', 'a', 'file', '\n', '\0', 'ü'))
    .map((all) => all.join(''))
  const anyText = fc.oneof(fc.string({ unit: 'binary' }), awkward)

  it('gives back any text', () => {
    fc.assert(
      fc.property(anyText, fc.option(fc.constant('file')), (text, defaultKey) => {
        assert.equal(printPropertyString(parsePropertyString(text, defaultKey)), text)
      }),
      { numRuns: 5000 },
    )
  })

  it('is splitting by commas where nothing is quoted', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const plain = text.replaceAll('"', '')
        const pieces = plain === '' ? [] : plain.split(',')
        assert.deepEqual(
          parsePropertyString(plain).map(({ key, value }) => [key, value]),
          pieces.map((piece) => {
            const end = piece.indexOf('=')
            return end < 0 ? [null, piece] : [piece.slice(0, end), piece.slice(end + 1)]
          }),
        )
      }),
    )
  })

  it('reads long texts, in a time that does not explode', () => {
    for (const piece of ['a', '"', '",', '="', 'a=', '"a,']) {
      const text = `"${piece.repeat(300_000)}`
      assert.equal(printPropertyString(parsePropertyString(text, 'file')), text)
    }
  })
})
