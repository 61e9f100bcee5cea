import { z } from 'zod'
import { FailureError } from '../../model/failure.ts'
import type { Finding } from '../../model/finding.ts'
import { collector, HOURS } from '../collector.ts'
import { speedMbpsIn } from './link-speed.ts'
import { decimal, plausibleCelsius } from './temperature-reading.ts'

const linkMode = z.object({
  name: z.string().describe('name of the network card'),
  speedMbps: z.number().nullable().describe('speed agreed on, in Mbit/s'),
  duplex: z.enum(['full', 'half']).nullable().describe('duplex agreed on'),
  linkDetected: z.boolean().nullable().describe('whether the card sees a partner'),
  moduleTempCelsius: z.number().nullable().describe('temperature of the plugged module, in degrees Celsius'),
  moduleVendor: z.string().nullable().describe('maker of the plugged module'),
  modulePart: z.string().nullable().describe('part number of the plugged module'),
})
type LinkMode = z.infer<typeof linkMode>

const fact = z.object({ links: z.array(linkMode).describe('physical network cards, without virtual functions') })
type LinkModes = z.infer<typeof fact>

const MOST_LINKS = 512
const LONGEST_FIELD = 100

/** `key: value` lines of `ethtool NAME` and `ethtool -m NAME`, whose keys have nothing in common. */
function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':')
    const key = line.slice(0, Math.max(colon, 0)).trim()
    const value = line.slice(colon + 1).trim()
    if (key !== '' && value !== '') fields.set(key, value.slice(0, LONGEST_FIELD))
  }
  return fields
}

/** Two words or more where it knows more: `Unknown! (255)`, `no (No cable)`. */
const firstWord = (value: string | undefined): string => /^\w+/.exec(value ?? '')?.[0].toLowerCase() ?? ''

function parseLink(name: string, text: string): LinkMode {
  const fields = fieldsOf(text)
  const duplex = firstWord(fields.get('Duplex'))
  const detected = firstWord(fields.get('Link detected'))
  const celsius = decimal(/^\S+(?= degrees C)/.exec(fields.get('Module temperature') ?? '')?.[0] ?? '')
  return {
    name,
    speedMbps: speedMbpsIn(fields.get('Speed')),
    duplex: duplex === 'full' || duplex === 'half' ? duplex : null,
    linkDetected: detected === 'yes' ? true : detected === 'no' ? false : null,
    moduleTempCelsius: plausibleCelsius(celsius) ? celsius : null,
    moduleVendor: fields.get('Vendor name') ?? null,
    modulePart: fields.get('Vendor PN') ?? null,
  }
}

/** What the `link-modes` program printed: `== NAME` before each card, then what ethtool says of it, if anything. */
function parseLinkModes(text: string): LinkModes {
  const [before = '', ...parts] = text.split(/^== /m)
  if (before.trim() !== '') throw new FailureError('bad-reply', 'the look at the network cards names none')
  if (parts.length > MOST_LINKS) throw new FailureError('bad-reply', `more than ${MOST_LINKS} network cards`)
  return {
    links: parts.map((part) => {
      const [, name, rest] = /^(\S{1,100})\n?([^]*)$/.exec(part) ?? []
      if (name === undefined || rest === undefined) throw new FailureError('bad-reply', 'a network card has no name')
      return parseLink(name, rest)
    }),
  }
}

/** A module that says nothing of its limits is warm at 75 and too hot at 90. */
function assessLink({ name, duplex, linkDetected, moduleTempCelsius: celsius }: LinkMode): Finding[] {
  const findings: Finding[] = []
  if (linkDetected === true && duplex === 'half') {
    findings.push({ severity: 'warning', text: `${name} runs at half duplex`, hint: `ethtool ${name}` })
  }
  if (celsius !== null && celsius >= 75) {
    const text = `the module in ${name} is at ${celsius} °C`
    findings.push({ severity: celsius >= 90 ? 'critical' : 'warning', text, hint: `ethtool -m ${name}` })
  }
  return findings
}

export const linkModes = collector({
  name: 'link-modes',
  title: 'Links of network cards',
  scope: 'node',
  every: 1 * HOURS,
  needs: ['shell'],
  fact,
  async collect({ shell }) {
    return parseLinkModes((await shell.run('link-modes')).stdout)
  },
  assess: ({ links }) => links.flatMap(assessLink),
})
