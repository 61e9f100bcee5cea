import { NotListed } from '../pve/api.ts'
import { pveshExecute, pveshGet } from '../pve/pvesh.ts'
import type { Answer } from '../node/answer.ts'
import type { View } from '../state/view.ts'
import { cat, mayRead } from './files.ts'
import { programByText } from './programs.ts'

/** What a section asks for, found in the closed lists. */
export interface Command {
  readonly kind: 'program' | 'file' | 'execute' | 'get' | 'request'
  /** Name of the program, path of the file or of the API; for a batch the paths, one a line. */
  readonly what: string
  /** After so many seconds `timeout` ends it. */
  readonly seconds: number
  readonly perl: boolean
  readonly pmxcfs: boolean
  answer(this: void, view: View): Answer
}

const CAT = /^(user|root) 5 cat '([^'\n]+)'$/
const EXECUTE = /^root 25 pvesh create '\/nodes\/([^'/\n]+)\/execute' --commands '([^'\n]+)' --output-format json$/
const GET = /^root 25 pvesh get '([^'\n]+)'((?: '--[\w-]+' '[^'\n]*')*) --output-format json$/
const LIMIT = /(?:^|\n)(?:user|root) (\d{1,3}) /

/** Throws `NotListed` for anything that is on none of the lists. */
export function commandOf(text: string): Command {
  const program = programByText.get(text)
  if (program) {
    const { name: what, perl = false, answer } = program
    return {
      kind: 'program',
      what,
      seconds: Number(LIMIT.exec(text)?.[1] ?? 5),
      perl,
      pmxcfs: program.pmxcfs ?? false,
      answer,
    }
  }
  const [, rights = '', path = ''] = CAT.exec(text) ?? []
  if (mayRead(path, rights)) return fileCommand(path)
  const [, node, json] = EXECUTE.exec(text) ?? []
  if (node !== undefined && json !== undefined) return executeCommand(node, json)
  const [, asked, options = ''] = GET.exec(text) ?? []
  if (asked !== undefined) return getCommand(asked, options)
  throw new NotListed(`not a command that may be run: ${text.slice(0, 200)}`)
}

const fileCommand = (path: string): Command => ({
  kind: 'file',
  what: path,
  seconds: 5,
  perl: false,
  pmxcfs: path.startsWith('/etc/pve/'),
  answer: (view) => cat(view, path),
})

const PVESH = { seconds: 25, perl: true, pmxcfs: true } as const

const executeCommand = (node: string, json: string): Command => ({
  kind: 'execute',
  what: json,
  ...PVESH,
  answer: (view) => pveshExecute(view, node, json),
})

function getCommand(path: string, options: string): Command {
  const args = Object.fromEntries(
    [...options.matchAll(/'--([\w-]+)' '([^']*)'/g)].map(([, key = '', value = '']) => [key, value]),
  )
  return { kind: 'get', what: path, ...PVESH, answer: (view) => pveshGet(view, path, args) }
}
