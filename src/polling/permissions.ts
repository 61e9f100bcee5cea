import { COLLECTORS, GUEST_COLLECTORS } from '../collectors/index.ts'
import type { Permission } from '../model/permission.ts'
import { FILES, HTTPS_PATHS, PROGRAMS, PVE_PATHS } from '../transport/catalogue.ts'
import type { File, Program, PvePath } from '../transport/catalogue.ts'
import { PLAIN_ROUTES } from '../transport/plain/routes.ts'
import { readsOf, readsOfGuest } from './reads.ts'

const collectors = [
  ...COLLECTORS.map((collector) => ({ name: collector.name, reads: readsOf(collector) })),
  ...GUEST_COLLECTORS.map((collector) => ({ name: collector.name, reads: readsOfGuest(collector) })),
]

/** Who identifies the host asks for these itself (src/transport/identify.ts). */
const IDENTIFYING = ['identify', '/etc/pve/.members', '/etc/pve/.vmlist']

/** Asked of a cluster that is added or changed, and in no look (src/transport/member-keys.ts). */
const MEMBER_KEYS = 'member-keys'

/** Asked by who looks at how something was, and in no look (src/transport/course.ts). */
const isHistory = (name: string): boolean => name.endsWith('/rrddata')

function purposeOf(name: string): Permission['purpose'] {
  if (IDENTIFYING.includes(name)) return 'identify'
  if (isHistory(name)) return 'history'
  return name === MEMBER_KEYS ? MEMBER_KEYS : null
}

const usesOf = (name: string) => ({
  collectors: collectors.filter(({ reads }) => Object.values(reads).flat().includes(name)).map((one) => one.name),
  answers: PLAIN_ROUTES.filter((route) => ([...route.programs, ...route.files] as string[]).includes(name)).map(
    ({ path }) => path,
  ),
  purpose: purposeOf(name),
})

/** The commands in a program's text that run with the rights of root. */
const asRoot = (text: string): string[] => [
  ...new Set([...text.matchAll(/\broot \d+ (\S+)/g)].map(([, name = '']) => name)),
]

const ofProgram = (name: string, { text, package: debianPackage }: Program): Permission => ({
  kind: 'program',
  name,
  asRoot: asRoot(text),
  package: debianPackage ?? null,
  privileges: null,
  ...usesOf(name),
  text: text.trim(),
})

const ofFile = (name: string, { rights }: File): Permission => ({
  kind: 'file',
  name,
  asRoot: rights === 'root' ? ['cat'] : [],
  package: null,
  privileges: null,
  ...usesOf(name),
  text: null,
})

const ofPath = ({ path, privileges = [] }: PvePath): Permission => ({
  kind: 'path',
  name: path,
  asRoot: ['pvesh'],
  package: null,
  privileges: privileges.map((names) => names.split('|')),
  ...usesOf(path),
  text: null,
})

/** Who asks over HTTPS asks for these itself, to tell who answers. */
const ofHttpsPath = (path: PvePath): Permission => ({ ...ofPath(path), asRoot: [], purpose: 'identify' })

/** Everything that may run on a node or be read there: programs, files, then API paths. */
export const PERMISSIONS: readonly Permission[] = [
  ...Object.entries(PROGRAMS).map(([name, program]: [string, Program]) => ofProgram(name, program)),
  ...Object.entries(FILES).map(([name, file]: [string, File]) => ofFile(name, file)),
  ...PVE_PATHS.map(ofPath),
  ...HTTPS_PATHS.map(ofHttpsPath),
]
