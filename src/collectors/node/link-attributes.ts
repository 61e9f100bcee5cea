import { attributeLines } from './attribute-lines.ts'
import { speedMbpsIn } from './link-speed.ts'

/** Attributes of /sys/class/net/NAME. They cannot be read of an interface that is switched off. */
export interface LinkAttributes {
  readonly carrier: boolean | null
  readonly speedMbps: number | null
  readonly duplex: 'full' | 'half' | null
}

/** Attributes by name of the interface. */
export function parseLinkAttributes(text: string): (name: string) => LinkAttributes {
  const values = new Map(attributeLines(text).map(({ folder, name, value }) => [`${folder}/${name}`, value]))
  return (name) => {
    const carrier = values.get(`${name}/carrier`)
    const duplex = values.get(`${name}/duplex`)
    return {
      carrier: carrier === '1' ? true : carrier === '0' ? false : null,
      speedMbps: speedMbpsIn(values.get(`${name}/speed`)),
      duplex: duplex === 'full' || duplex === 'half' ? duplex : null,
    }
  }
}
