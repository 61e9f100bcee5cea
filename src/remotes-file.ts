import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import { z } from 'zod'
import { addressShape, newRemoteShape, portShape, remoteInputOf } from './api/remote-bodies.ts'
import type { FiledRemote } from './model/filed-remote.ts'

/** Everything that is wrong with a file of remotes, a line each. Nothing of such a file is used. */
export class RemotesFileError extends Error {
  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'))
    this.name = 'RemotesFileError'
  }
}

type Path = readonly PropertyKey[]

interface Mistake {
  readonly path: Path
  readonly message: string
}

const filedShape = z.strictObject({
  ...newRemoteShape.shape,
  name: newRemoteShape.shape.name.unwrap(),
  members: z.record(z.string(), z.strictObject({ address: addressShape, port: portShape.optional() })).default({}),
})

/** What is kept in a file of its own, named by the same key with `_file`. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  ssh: ['private_key', 'passphrase', 'password'],
  api: ['token_secret'],
}

/** The remotes of a YAML file: a list of what `POST /api/remotes` takes, with secrets in files. Throws `RemotesFileError`. */
export function readRemotesFile(file: string): readonly FiledRemote[] {
  const read = (path: string): string => readFileSync(resolve(dirname(file), path), 'utf8')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new RemotesFileError([`${file}: ${messageOf(error)}`])
  }
  return remotesIn(text, file, read)
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** `read` gives the text of a file with a secret. */
export function remotesIn(text: string, file: string, read: (path: string) => string): readonly FiledRemote[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const lineAt = (offset: number): string => `${file}:${String(lines.linePos(offset).line)}: `
  if (document.errors.length > 0)
    throw new RemotesFileError(document.errors.map(({ pos, message }) => `${lineAt(pos[0])}${firstLine(message)}`))
  const { remotes, mistakes } = parsed(valueOf(document, file), read)
  if (mistakes.length === 0) return remotes
  const placed = mistakes.map(({ path, message }) => ({
    offset: offsetOf(document, path),
    text: `${shown(path)}${message}`,
  }))
  placed.sort((one, other) => one.offset - other.offset)
  throw new RemotesFileError(placed.map(({ offset, text: said }) => `${lineAt(offset)}${said}`))
}

const firstLine = (message: string): string => (message.split('\n')[0] ?? '').replace(/:$/, '')

function valueOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    throw new RemotesFileError([`${file}: ${messageOf(error)}`])
  }
}

function parsed(value: unknown, read: (path: string) => string): { remotes: FiledRemote[]; mistakes: Mistake[] } {
  if (!Array.isArray(value))
    return { remotes: [], mistakes: [{ path: [], message: 'must be a list of remotes; [] is one without any' }] }
  const entries = value.map((entry: unknown, index) => entryOf(entry, [index], read))
  const names = entries.map(({ remote }) => remote?.name)
  const doubled = entries.flatMap(({ remote }, index): Mistake[] =>
    remote && names.indexOf(remote.name) < index
      ? [{ path: [index, 'name'], message: `there is another remote called ${remote.name}` }]
      : [],
  )
  return {
    remotes: entries.flatMap(({ remote }) => remote ?? []),
    mistakes: [...entries.flatMap(({ mistakes }) => mistakes), ...doubled],
  }
}

interface Entry {
  readonly remote: FiledRemote | null
  readonly mistakes: Mistake[]
}

function entryOf(entry: unknown, at: Path, read: (path: string) => string): Entry {
  const mistakes: Mistake[] = []
  const filled = withSecrets(entry, at, read, mistakes)
  const { data, error } = filedShape.safeParse(filled)
  for (const { path, message, ...issue } of error?.issues ?? []) {
    const keys = 'keys' in issue ? issue.keys : []
    const place = [...at, ...inFile(path), ...keys.slice(0, 1)]
    if (!mistakes.some((before) => shown(before.path) === shown(place))) mistakes.push({ path: place, message })
  }
  if (data && !data.ssh && !data.api) mistakes.push({ path: at, message: 'needs ssh or api' })
  if (data?.ssh && data.ssh.host_key_sha256 === undefined)
    mistakes.push({ path: [...at, 'ssh'], message: 'host_key_sha256 is missing: nobody is asked to confirm a key' })
  if (!data || mistakes.length > 0) return { remote: null, mistakes }
  const { name, members, ...rest } = data
  const places = Object.entries(members).map(
    ([member, { address, port = null }]) => [member, { address, sshPort: port }] as const,
  )
  return { remote: { ...remoteInputOf(rest), name, members: new Map(places) }, mistakes }
}

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The entry with its secrets in place of the names of their files. */
function withSecrets(entry: unknown, at: Path, read: (path: string) => string, mistakes: Mistake[]): unknown {
  if (!isFields(entry)) return entry
  const groups = Object.entries(SECRETS).flatMap(([group, keys]) => {
    const fields = entry[group]
    return isFields(fields) ? [[group, withSecretsOf(fields, keys, [...at, group], read, mistakes)] as const] : []
  })
  return { ...entry, ...Object.fromEntries(groups) }
}

function withSecretsOf(
  fields: Fields,
  keys: readonly string[],
  at: Path,
  read: (path: string) => string,
  mistakes: Mistake[],
): Fields {
  const filled = new Map(Object.entries(fields))
  for (const key of keys) {
    const inOwnFile = `${key}_file`
    const file = filled.get(inOwnFile)
    if (filled.has(key)) mistakes.push({ path: [...at, key], message: `secrets are kept in files: give ${inOwnFile}` })
    if (typeof file !== 'string') continue
    filled.delete(inOwnFile)
    try {
      filled.set(key, read(file).replace(/\r?\n$/, ''))
    } catch (error) {
      filled.set(key, file)
      mistakes.push({ path: [...at, inOwnFile], message: messageOf(error) })
    }
  }
  return Object.fromEntries(filled)
}

/** Where in the file something is that the schema calls by the name of the secret. */
const inFile = ([group, key, ...rest]: Path): Path => {
  if (group === undefined || key === undefined) return group === undefined ? [] : [group]
  const isSecret = SECRETS[String(group)]?.includes(String(key)) ?? false
  return [group, isSecret ? `${String(key)}_file` : key, ...rest]
}

const shown = (path: Path): string =>
  path.length === 0
    ? ''
    : `${path.map((part, index) => (typeof part === 'number' ? `[${String(part)}]` : `${index > 0 ? '.' : ''}${String(part)}`)).join('')}: `

/** Where in the text something is, or what it is missing from. */
function offsetOf({ contents }: Document, path: Path): number {
  let offset = contents?.range?.[0] ?? 0
  let node: unknown = contents
  for (const part of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === part) : undefined
    const item: unknown = isSeq(node) && typeof part === 'number' ? node.items[part] : undefined
    const place = pair?.key ?? item
    if (!isNode(place)) break
    offset = place.range?.[0] ?? offset
    node = pair ? pair.value : item
  }
  return offset
}
