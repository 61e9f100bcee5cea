import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failing, findingsOf, survivesAnyOutput, textLike } from '../../../test/tools/printed.ts'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { linkModes } from './link-modes.ts'

const UNKNOWN = {
  speedMbps: null,
  duplex: null,
  linkDetected: null,
  moduleTempCelsius: null,
  moduleVendor: null,
  modulePart: null,
}

/** What ethtool says of a card and of its module. */
const optical = `Settings for ens1f0:
\tSupported link modes:   10000baseSR/Full
\t                        10000baseLR/Full
\tSpeed: 10000Mb/s
\tDuplex: Full
\tPort: FIBRE
\tLink detected: yes
\tIdentifier                                : 0x03 (SFP)
\tVendor name                               : ACME
\tVendor PN                                 : SFP-10G-LR
\tModule temperature                        : 38.25 degrees C / 100.85 degrees F
\tModule temperature high alarm             : Off
`

/** The program's output: `== NAME` before what is said of each card. */
const cards = (texts: Record<string, string>) => ({
  'link-modes': Object.entries(texts)
    .map(([name, text]) => `== ${name}\n${text}`)
    .join(''),
})

test('a card and its module are read', async () => {
  assert.deepEqual(await factOf(linkModes, cards({ ens1f0: optical, eno1: '' })), {
    links: [
      {
        name: 'ens1f0',
        speedMbps: 10_000,
        duplex: 'full',
        linkDetected: true,
        moduleTempCelsius: 38.25,
        moduleVendor: 'ACME',
        modulePart: 'SFP-10G-LR',
      },
      { name: 'eno1', ...UNKNOWN },
    ],
  })
})

test('trap 9: a card without carrier has no link, and neither speed nor duplex', async () => {
  const text = '\tSpeed: Unknown!\n\tDuplex: Unknown! (255)\n\tLink detected: no (No cable)\n'
  assert.deepEqual(await factOf(linkModes, cards({ eno1: text })), {
    links: [{ name: 'eno1', ...UNKNOWN, linkDetected: false }],
  })
})

test('a module that does not measure has no temperature', async () => {
  for (const celsius of ['0.00', '127.00', '-128.00', '255.99', 'nan']) {
    const text = `\tModule temperature : ${celsius} degrees C / 32.00 degrees F\n\tVendor name : \n`
    assert.deepEqual(await factOf(linkModes, cards({ eno1: text })), { links: [{ name: 'eno1', ...UNKNOWN }] })
  }
})

test('a node without network cards has none; output without a card is a bad reply', async () => {
  assert.deepEqual(await factOf(linkModes, cards({})), { links: [] })
  await assert.rejects(factOf(linkModes, { 'link-modes': 'motd\n== eno1\n' }), failing('bad-reply', /names none/))
  await assert.rejects(factOf(linkModes, { 'link-modes': '== \n' }), failing('bad-reply', /has no name/))
  await assert.rejects(factOf(linkModes, { 'link-modes': '== e\n'.repeat(513) }), failing('bad-reply', /more than 512/))
})

test('half duplex and hot modules deserve attention', async () => {
  const at = (celsius: string) => optical.replace('38.25 degrees C', `${celsius} degrees C`)
  const half = (detected: string) => `\tDuplex: Half\n\tLink detected: ${detected}\n`
  const texts = { e0: at('74.99'), e1: at('75.00'), e2: at('90.00'), e3: half('yes'), e4: half('no') }
  assert.deepEqual(await findingsOf(linkModes, cards(texts)), [
    'warning: the module in e1 is at 75 °C',
    'critical: the module in e2 is at 90 °C',
    'warning: e3 runs at half duplex',
  ])
})

test('any output gives valid links or a failure that says so', async () => {
  await survivesAnyOutput(linkModes, { 'link-modes': textLike(cards({ ens1f0: optical })['link-modes']) })
})

const sample = async (file: string) => {
  const { links } = await factOf(linkModes, cards({ card: sharedText(`samples/ethtool/${file}`) }))
  assert.equal(links.length, 1)
  return links[0]
}
const gigabit = { ...UNKNOWN, name: 'card', speedMbps: 1000, duplex: 'full', linkDetected: true }

for (const [file, expected] of Object.entries({
  'bad-no-data.txt': { ...UNKNOWN, name: 'card' },
  'default1.txt': gigabit,
  'eth1-text.txt': gigabit,
  'link-partner-advertised-link-modes.txt': { ...gigabit, speedMbps: 100 },
  'm-ddm.txt': {
    ...UNKNOWN,
    name: 'card',
    moduleTempCelsius: 38,
    moduleVendor: 'FS',
    modulePart: 'XXXXXXXXXXXXXXX',
  },
  'no-such-device-netlink.txt': { ...UNKNOWN, name: 'card' },
})) {
  test(`${file}: as expected`, { skip: withoutShared }, async () => {
    assert.deepEqual(await sample(file), expected)
  })
}
