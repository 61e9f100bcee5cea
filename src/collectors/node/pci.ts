import { z } from 'zod'
import { by } from '../../lib/order.ts'
import { rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { collector, HOURS } from '../collector.ts'

const device = z.object({
  slot: z.string().describe('PCI address, for example 0000:01:00.0'),
  class: z.string().describe('kind of device, or its class code where the kind has no name'),
  vendor: z.string().nullable().describe('vendor, by name or else by PCI ID'),
  device: z.string().nullable().describe('device, by name or else by PCI ID'),
})

const fact = z.object({
  devices: z.array(device).describe('PCI devices but memory controllers, bridges and processors, by address'),
})
type Pci = z.infer<typeof fact>

/** `GET /nodes/{node}/hardware/pci`, which leaves out the classes 05, 06 and 0b unless asked. */
const reply = rowsOf(
  z.object({
    id: text,
    class: text,
    vendor: unknownOr(text),
    vendor_name: unknownOr(text),
    device: unknownOr(text),
    device_name: unknownOr(text),
  }),
)

/** Base classes of the PCI Code and ID Assignment Specification, in the words of pci.ids. PVE tells the code only. */
const CLASSES = new Map([
  ['01', 'Mass storage controller'],
  ['02', 'Network controller'],
  ['03', 'Display controller'],
  ['04', 'Multimedia controller'],
  ['05', 'Memory controller'],
  ['06', 'Bridge'],
  ['07', 'Communication controller'],
  ['08', 'Generic system peripheral'],
  ['09', 'Input device controller'],
  ['0a', 'Docking station'],
  ['0b', 'Processor'],
  ['0c', 'Serial bus controller'],
  ['0d', 'Wireless controller'],
  ['0e', 'Intelligent controller'],
  ['0f', 'Satellite communications controller'],
  ['10', 'Encryption controller'],
  ['11', 'Signal processing controller'],
  ['12', 'Processing accelerators'],
  ['13', 'Non-Essential Instrumentation'],
  ['40', 'Coprocessor'],
  ['ff', 'Unassigned class'],
])

/** `0x018000` is base class 01. */
const className = (code: string): string => CLASSES.get(code.slice(2, 4).toLowerCase()) ?? code

function parsePci(rows: z.infer<typeof reply>): Pci {
  const devices = rows.map((row) => ({
    slot: row.id,
    class: className(row.class),
    vendor: row.vendor_name ?? row.vendor,
    device: row.device_name ?? row.device,
  }))
  return { devices: devices.sort(by(({ slot }) => slot)) }
}

export const pci = collector({
  name: 'pci',
  title: 'PCI devices',
  scope: 'node',
  every: 24 * HOURS,
  needs: ['pve'],
  fact,
  async collect({ pve }, { node }) {
    return parsePci(await pve.get(`/nodes/${node}/hardware/pci`, reply))
  },
})
