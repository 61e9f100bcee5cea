import { z } from 'zod'
import type { Permission } from '../../model/permission.ts'
import type { ApiPorts } from '../ports.ts'
import { listReply } from '../people.ts'
import { listOf, orProblem } from './route.ts'
import type { Api } from './route.ts'

export const permissionShape = z.object({
  kind: z.enum(['program', 'file', 'path']).describe('path: of the PVE API, read with GET'),
  name: z.string().describe('name of a program; else what is read'),
  as_root: z.array(z.string()).describe('commands in it that run as root; empty where none does'),
  package: z.string().nullable().describe('Debian package of a program; null where every node has it'),
  privileges: z
    .array(z.array(z.string()))
    .nullable()
    .describe('what an API token takes to read it, of each list one; null where a token cannot'),
  collectors: z.array(z.string()).describe('names of the collectors that ask for it'),
  answers: z.array(z.string()).describe('paths of the PVE API that are answered from it where the API is not asked'),
  purpose: z
    .enum(['identify', 'member-keys', 'history'])
    .nullable()
    .describe('what else it is for: who answers, the host keys of the other members, or how something was'),
  text: z.string().nullable().describe('what runs, in POSIX sh; null for files and paths'),
})

const permissionReply = ({ asRoot, privileges, collectors, answers, ...one }: Permission) => ({
  ...one,
  as_root: [...asRoot],
  privileges: privileges?.map((names) => [...names]) ?? null,
  collectors: [...collectors],
  answers: [...answers],
})

/** What may be read on nodes: the same for every installation of a version. */
export function permissionRoutes(app: Api, { permissions }: ApiPorts): void {
  app.get(
    '/api/permissions',
    {
      config: { access: 'viewer' },
      schema: {
        tags: ['permissions'],
        summary: 'Everything that may run on a node or be read there',
        response: { 200: listOf(permissionShape), ...orProblem },
      },
    },
    () => listReply(permissions.map(permissionReply)),
  )
}
