import type { Permission } from '../../src/model/permission.ts'
import { PERMISSIONS } from '../../src/polling/permissions.ts'
import { FILES, HTTPS_PATHS, PROGRAMS, PVE_PATHS } from '../../src/transport/catalogue.ts'
import type { File, Program } from '../../src/transport/catalogue.ts'
import { PLAIN_ROUTES } from '../../src/transport/plain/routes.ts'
import { FILE_SECONDS, KILL_AFTER_SECONDS, PVESH_SECONDS } from '../../src/transport/script.ts'
import { block, code, codes, page, table } from './markdown.ts'

const INTRODUCTION = `Everything Panoramica can run or read on a node. The list is closed: programs take no arguments, files and API paths are named
in full, and the API is read with GET only. Nothing that a node, an operator or a browser says becomes part of a command.
"Used for" names [collectors](collectors.md), and API paths that are answered from plain commands and files.

A key can be held to these reads: [A key that can do nothing else](#a-key-that-can-do-nothing-else).

Each look at a node first asks who answers (\`identify\`), then reads the rest. The host keys of the other members of a cluster
(\`member-keys\`) are asked for when it is added or changed. A command marked \`root\` runs as it is when the
user who signs in is root; for any other user it runs through \`sudo -n\`. The command that sudo sees begins with
\`timeout -k ${KILL_AFTER_SECONDS} SECONDS\`. To allow \`timeout\` with any arguments is to allow everything, and so is to allow \`pvesh\`:
a user with such a sudo rule is to be guarded like root.`

const programs: [string, Program][] = Object.entries(PROGRAMS)
const files: [string, File][] = Object.entries(FILES)
const PURPOSES = {
  identify: 'who answers',
  'member-keys': 'host keys of the other members',
  history: 'history, when somebody asks for it',
} as const

const permissionTo = (name: string): Permission | undefined => PERMISSIONS.find((one) => one.name === name)

/** What a program, file or API path is for. */
export function usesOf(name: string): readonly string[] {
  const { purpose = null, collectors = [], answers = [] } = permissionTo(name) ?? {}
  return [...(purpose === null ? [] : [PURPOSES[purpose]]), ...[...collectors, ...answers].map(code)]
}

function rightsOf(name: string): string {
  const { asRoot = [] } = permissionTo(name) ?? {}
  return asRoot.length > 0 ? `root for ${codes(asRoot)}` : 'user'
}

function answeredBy(path: string): string {
  const route = PLAIN_ROUTES.find((one) => one.path === path)
  if (!route) return '`pvesh`'
  const sources = codes([...route.files, ...route.programs])
  return route.preferred ? `${sources}; else \`pvesh\`` : `\`pvesh\`; else ${sources}`
}

const commandsPart = (): string[] => [
  '## Commands',
  `Each command in them has a time limit of its own on the node. When all of it takes some seconds longer than the table says, we
stop waiting. What is not installed is shown as missing, with the package.`,
  table(
    ['Name', 'Rights', 'At most', 'Package', 'Used for'],
    programs.map(([name, program]) => [
      `[${code(name)}](#${name})`,
      rightsOf(name),
      `${program.seconds} s`,
      program.package ?? '',
      usesOf(name).join(', '),
    ]),
  ),
]

const filesPart = (): string[] => [
  '## Files',
  `Read with \`cat\`, each for at most ${FILE_SECONDS} s.`,
  table(
    ['Path', 'Rights', 'When missing', 'Used for'],
    files.map(([path, { rights, absent }]) => [code(path), rights, absent ?? '', usesOf(path).join(', ')]),
  ),
]

const pathsPart = (): string[] => [
  '## PVE API paths',
  `\`pvesh\` runs as root, for at most ${PVESH_SECONDS} s. The paths below \`/nodes/{node}\` travel together in one
\`pvesh create /nodes/{node}/execute\`, PVE's own endpoint for several reads at once; every entry we send is a GET. Where that
is refused, each path is a \`pvesh get\`. A slow path is read after all others, in a batch of its own. What a
guest itself has to answer (below \`agent\`, and \`interfaces\`) comes last, and no guest has a \`pvesh get\` started for it.`,
  table(
    ['Path', 'Arguments', 'Slow', 'Answered by', 'Used for'],
    PVE_PATHS.map(({ path, args = [], slow }) => [
      code(path),
      codes(args),
      slow ? 'yes' : '',
      answeredBy(path),
      usesOf(path).join(', '),
    ]),
  ),
]

const anyOf = (privileges: readonly string[]): string =>
  privileges.map((names) => names.split('|').map(code).join(' or ')).join(', ')

const tokenPart = (): string[] => [
  '## An API token instead',
  `Over HTTPS the same paths are read with GET, each with a request of its own, and ${codes(HTTPS_PATHS.map(({ path }) => path))} beside them.
The role PVEAuditor on \`/\` is enough for all but two things. Guest agents take \`VM.Monitor\` up to PVE 8, which also opens the
monitor of QEMU; from PVE 9 on PVEAuditor has what they take. Pending updates take \`Sys.Modify\`, which also lets a token change
nodes. What a token does not hold is not asked for and shown as forbidden, with the privilege: PVE leaves out of many lists what a
token may not see, without a word. A token with privileges of its own has no more of them than its user. Commands and files are
not to be had this way; what comes from them needs SSH access.`,
  table(
    ['Path', 'Takes'],
    PVE_PATHS.map(({ path, privileges = [] }) => [code(path), anyOf(privileges)]),
  ),
]

const gatePart = (): string[] => [
  '## A key that can do nothing else',
  `\`panoramica gate\` prints a program to install on each node as the forced command of the SSH key. With it the key can do what
this page lists and nothing else: no other command, no terminal, no file transfer, no tunnel. How to install it stands at its
beginning ([ADR 11](adr/0011-gate.md) says why it is as it is).`,
  block('text', 'npm run -s panoramica -- gate --public-key ~/.ssh/id_ed25519.pub > panoramica-gate'),
  `Panoramica notices a gate by itself; nothing is to be set. A user who is not root needs one sudo rule only, for the gate: then
no rule has to allow \`timeout\` or \`pvesh\`. A gate belongs to the lists it was made from: after an update that changed them
the nodes say that their gate is of another version, until the new one is installed.`,
]

const textsPart = (): string[] => [
  '## The commands in full',
  `POSIX sh, with \`LC_ALL=C\` and nothing on standard input. \`user SECONDS COMMAND\` and \`root SECONDS COMMAND\` are the two functions
that start a command with a time limit.`,
  ...programs.flatMap(([name, { text }]) => [`### ${name}`, block('sh', text)]),
]

export const permissionsPage = (): string =>
  page('What is read on a node, and with whose rights', '`src/transport/catalogue.ts`', [
    INTRODUCTION,
    ...commandsPart(),
    ...filesPart(),
    ...pathsPart(),
    ...tokenPart(),
    ...gatePart(),
    ...textsPart(),
  ])
