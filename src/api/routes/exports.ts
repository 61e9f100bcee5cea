import { Readable } from 'node:stream'
import { z } from 'zod'
import { coverageOf } from '../../fleet/coverage.ts'
import type { Clock } from '../../lib/clock.ts'
import { identityOf } from '../access.ts'
import { FORMATS } from '../exports/formats.ts'
import type { Format } from '../exports/formats.ts'
import { KINDS } from '../exports/kinds.ts'
import { isoTime } from '../people.ts'
import type { ApiPorts } from '../ports.ts'
import { Problem } from '../problems.ts'
import { viewsOf } from '../views.ts'
import { answered, listQuery, ONCE } from './list-query.ts'
import { orProblem } from './route.ts'
import type { Api } from './route.ts'

/** One of these names, or a 404: it is the address that is wrong. */
const nameIn = (names: ReadonlyMap<string, unknown>, description: string) =>
  z
    .string()
    .meta({ enum: [...names.keys()] })
    .describe(description)

const params = z.object({ kind: nameIn(KINDS, 'the list'), format: nameIn(FORMATS, 'how it is written') })

const exportQuery = listQuery.extend({
  bom: z
    .string(ONCE)
    .regex(/^[01]$/, 'must be 0 or 1')
    .default('0')
    .transform((bit) => bit === '1')
    .describe('CSV only: 1 for the mark that makes spreadsheets read it as UTF-8'),
})

/** It is sent as it is made, so that no schema sees it; this describes it. */
const fileOf = ({ described }: Format) => ({ schema: z.custom<Readable>().meta(described) })

const file = {
  description: 'the list as a file',
  content: Object.fromEntries([...FORMATS.values()].map((format) => [format.type, fileOf(format)])),
}

/** Everything a query asks for of a list, as a file that is written while it is sent. */
export function exportRoutes(app: Api, { fleet }: ApiPorts, clock: Clock): void {
  app.get(
    '/api/export/:kind.:format',
    {
      config: { access: 'viewer' },
      schema: {
        tags: ['export'],
        summary: 'A whole list as a file',
        params,
        querystring: exportQuery,
        response: { 200: file, ...orProblem },
      },
    },
    async (request, reply) => {
      const { kind, format } = request.params
      const [openSheet, written] = [KINDS.get(kind), FORMATS.get(format)]
      if (!openSheet || !written) throw new Problem('not-found', 'There is no such export.', { hint: CHOICE })
      const { sort = null, bom, ...query } = request.query
      const sheet = answered(() => openSheet({ ...query, sort }))
      const views = await viewsOf(fleet)
      const exportedAt = isoTime(clock.now())
      const batches = sheet.batches(views, identityOf(request).role)
      const name = `panoramica-${kind}-${exportedAt.slice(0, 10)}.${format}`
      const contents = { kind, sheet, batches, coverage: coverageOf(views), exportedAt, bom }
      return reply
        .type(`${written.type}${written.charset}`)
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(Readable.from(written.write(contents)))
    },
  )
}

const CHOICE = `There are ${[...KINDS.keys()].join(', ')}, each as ${[...FORMATS.keys()].join(', ')}.`
