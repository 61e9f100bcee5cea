import { z } from 'zod'
import { amount, rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { guestCollector, HOURS } from '../collector.ts'
import { agentReply, askAgent, waitedInVain } from './agent-reply.ts'

const filesystem = z.object({
  mountpoint: z.string().describe('where it is mounted in the VM, for example / or C:\\'),
  type: z.string().nullable().describe('kind of file system, for example ext4'),
  totalBytes: z.number().nullable().describe('its size, in bytes; older agents do not tell'),
  usedBytes: z.number().nullable().describe('space in use, in bytes; older agents do not tell'),
})

const fact = z.object({ filesystems: z.array(filesystem).describe('file systems mounted in the VM, as it lists them') })
type Filesystems = z.infer<typeof fact>

const rows = rowsOf(
  z.object({
    mountpoint: text,
    type: unknownOr(text),
    'total-bytes': unknownOr(amount),
    'used-bytes': unknownOr(amount),
  }),
)

const reply = agentReply(rows)

const parseFilesystems = (told: z.infer<typeof rows>): Filesystems => ({
  filesystems: told.map((row) => ({
    mountpoint: row.mountpoint,
    type: row.type,
    totalBytes: row['total-bytes'],
    usedBytes: row['used-bytes'],
  })),
})

export const filesystems = guestCollector({
  name: 'filesystems',
  title: 'File systems in the VM',
  scope: 'guest',
  types: ['qemu'],
  every: 1 * HOURS,
  needs: ['pve'],
  fact,
  async collect({ pve }, guest) {
    return parseFilesystems(await askAgent(pve, guest, 'get-fsinfo', reply))
  },
  waited: waitedInVain,
})
