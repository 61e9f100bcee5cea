import { z } from 'zod'
import { FailureError } from '../../model/failure.ts'
import type { Finding } from '../../model/finding.ts'
import { collector, MINUTES } from '../collector.ts'
import { zfsNumber, zfsPrinted, zfsRows } from './zfs-table.ts'
import { parseZpoolStatus } from './zpool-status.ts'

const pool = z.object({
  name: z.string().describe('name of the pool'),
  health: z.string().describe('state as ZFS names it: ONLINE, DEGRADED, FAULTED, UNAVAIL, SUSPENDED, …'),
  sizeBytes: z
    .number()
    .nullable()
    .describe('size with the space parity takes, in bytes; not told of a pool that is FAULTED'),
  allocatedBytes: z.number().nullable().describe('space in use, parity included, in bytes'),
  freeBytes: z.number().nullable().describe('space left, parity included, in bytes'),
  fragmentationPercent: z.number().nullable().describe('fragmentation of the space left, 0–100'),
  scrub: z.string().nullable().describe('last or running scrub or resilver, in the words of ZFS'),
  status: z.string().nullable().describe('what ZFS remarks on the pool; a pool in good health can have a remark'),
  errors: z.string().nullable().describe('data errors, in the words of ZFS'),
})
type Pool = z.infer<typeof pool>

const fact = z.object({ pools: z.array(pool).describe('imported pools, by name') })
type ZfsPools = z.infer<typeof fact>

/** The columns of the `zpool-list` program. */
const COLUMNS = ['name', 'size', 'alloc', 'free', 'frag', 'cap', 'health'] as const

/**
 * `list` says health and sizes, `status` the rest. A suspended pool, which hangs whoever writes to it, can look better
 * than it is in `list`: there the word of `status` counts.
 */
function parseZfsPools(list: string, status: string): ZfsPools {
  const told = parseZpoolStatus(status)
  return {
    pools: zfsRows('zpool list', list, COLUMNS).map((row) => {
      if (!/^[A-Z]{1,20}$/.test(row.health)) throw new FailureError('bad-reply', 'zpool list names no health of a pool')
      const more = told.get(row.name)
      return {
        name: row.name,
        health: more?.state === 'SUSPENDED' ? more.state : row.health,
        sizeBytes: zfsNumber(row.size),
        allocatedBytes: zfsNumber(row.alloc),
        freeBytes: zfsNumber(row.free),
        fragmentationPercent: zfsNumber(row.frag),
        scrub: more?.scan ?? null,
        status: more?.status ?? null,
        errors: more?.errors ?? null,
      }
    }),
  }
}

function assessPool({ name, health, errors }: Pool): Finding[] {
  const hint = `zpool status -v ${name}`
  const findings: Finding[] = []
  if (health !== 'ONLINE') findings.push({ severity: 'critical', text: `pool ${name} is ${health}`, hint })
  if (/^[1-9]\d* data errors/.test(errors ?? '')) {
    findings.push({ severity: 'critical', text: `pool ${name} has lost data: ${errors ?? ''}`, hint })
  }
  return findings
}

export const zfsPools = collector({
  name: 'zfs-pools',
  title: 'ZFS pools',
  scope: 'node',
  every: 10 * MINUTES,
  needs: ['shell'],
  fact,
  async collect({ shell }) {
    const [list, status] = await Promise.all([shell.run('zpool-list'), shell.run('zpool-status')])
    return parseZfsPools(zfsPrinted('zpool list', list), zfsPrinted('zpool status', status))
  },
  assess: ({ pools }) => pools.flatMap(assessPool),
})
