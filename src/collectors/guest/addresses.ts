import { z } from 'zod'
import { Absent } from '../../model/failure.ts'
import { rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { guestCollector, MINUTES } from '../collector.ts'
import { agentReply, askAgent, waitedInVain } from './agent-reply.ts'
import { guestPath } from './guest-path.ts'

const guestInterface = z.object({
  name: z.string().describe('name the guest has for the interface'),
  mac: z.string().nullable().describe('hardware address, in upper case'),
  addresses: z.array(z.string()).describe('IPv4 and IPv6 addresses, without prefix length'),
})

const fact = z.object({
  interfaces: z
    .array(guestInterface)
    .describe('interfaces in the guest as it lists them, its loopback and its own bridges among them'),
})
type Addresses = z.infer<typeof fact>

/** Windows adds the number of the interface: fe80::1%12. */
const address = text.transform((told) => told.replace(/[/%].*$/s, '')).pipe(z.union([z.ipv4(), z.ipv6()]))

/** The loopback has zeros in place of one; tunnels show an IP address. */
const mac = text
  .pipe(z.string().regex(/^[\da-f]{2}([:-][\da-f]{2}){5,19}$/i))
  .transform((told) => told.replaceAll('-', ':').toUpperCase())
  .refine((told) => /[^0:]/.test(told))

/**
 * Agents and, since PVE 8.4, containers list all addresses of an interface. Before, a container shows the last one of
 * each kind (pve-container 5.2.4, get_interfaces of PVE/LXC.pm).
 */
const interfaceRow = z.object({
  name: text,
  'hardware-address': unknownOr(mac),
  hwaddr: unknownOr(mac),
  'ip-addresses': rowsOf(z.object({ 'ip-address': unknownOr(address) })).nullish(),
  inet: unknownOr(address),
  inet6: unknownOr(address),
})
const vmReply = agentReply(rowsOf(interfaceRow))
const containerReply = rowsOf(interfaceRow).nullable()

function parseInterface(row: z.infer<typeof interfaceRow>): Addresses['interfaces'][number] {
  const told = row['ip-addresses']?.map((one) => one['ip-address']) ?? [row.inet, row.inet6]
  return {
    name: row.name,
    mac: row['hardware-address'] ?? row.hwaddr,
    addresses: told.filter((one) => one !== null),
  }
}

export const addresses = guestCollector({
  name: 'addresses',
  title: 'Addresses in the guest',
  scope: 'guest',
  types: ['qemu', 'lxc'],
  every: 10 * MINUTES,
  needs: ['pve'],
  fact,
  async collect({ pve }, guest) {
    const rows =
      guest.type === 'qemu'
        ? await askAgent(pve, guest, 'network-get-interfaces', vmReply)
        : await pve.get(`${guestPath(guest)}/interfaces`, containerReply)
    if (rows === null) throw new Absent('the container is not running')
    return { interfaces: rows.map(parseInterface) }
  },
  waited: waitedInVain,
})
