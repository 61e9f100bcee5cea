import { z } from 'zod'
import { by } from '../../lib/order.ts'
import { knownText, rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { collector, HOURS } from '../collector.ts'

const update = z.object({
  name: z.string().describe('Debian package'),
  version: z.string().describe('version that can be installed'),
  oldVersion: z.string().nullable().describe('installed version; null for a package the update newly needs'),
  origin: z.string().nullable().describe('archive it comes from, for example Debian or Proxmox'),
})
type Update = z.infer<typeof update>

const fact = z.object({
  pending: z.number().describe('packages that can be updated'),
  security: z.number().nullable().describe("how many of them come from Debian's security archive"),
  packages: z.array(update).describe('these packages, by name'),
})
type Updates = z.infer<typeof fact>

/** `GET /nodes/{node}/apt/update`, as of the last `apt update` on the node. */
const reply = rowsOf(
  z.object({
    Package: text,
    Version: text,
    Arch: unknownOr(text),
    OldVersion: unknownOr(text),
    Origin: unknownOr(knownText),
  }),
)

/** PVE lists a package newly needed once for each package that needs it (APT.pm). */
const withoutRepeats = (rows: z.infer<typeof reply>): z.infer<typeof reply> => [
  ...new Map(rows.map((row) => [JSON.stringify([row.Package, row.Version, row.Arch]), row])).values(),
]

/**
 * PVE passes on the archive's Origin only (APT.pm). Debian's main and security archives both say `Debian` there and differ
 * in Label, so with such a package pending it cannot be told; mirrors may spell the security archive out.
 */
function securityOf(packages: readonly Update[]): number | null {
  const marked = packages.filter(({ origin }) => /security/i.test(origin ?? '')).length
  if (marked > 0) return marked
  return packages.some(({ origin }) => origin === null || /^debian$/i.test(origin)) ? null : 0
}

function parseUpdates(rows: z.infer<typeof reply>): Updates {
  const packages = withoutRepeats(rows)
    .map((row) => ({ name: row.Package, version: row.Version, oldVersion: row.OldVersion, origin: row.Origin }))
    .sort(by(({ name }) => name))
  return { pending: packages.length, security: securityOf(packages), packages }
}

export const updates = collector({
  name: 'updates',
  title: 'Pending updates',
  scope: 'node',
  every: 24 * HOURS,
  needs: ['pve'],
  fact,
  async collect({ pve }, { node }) {
    return parseUpdates(await pve.get(`/nodes/${node}/apt/update`, reply))
  },
})
