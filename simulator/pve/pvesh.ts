import { refused } from '../node/answer.ts'
import type { Answer } from '../node/answer.ts'
import type { View } from '../state/view.ts'
import { NotInRelease, NotListed, findPath, read, secondsOf } from './api.ts'
import { PveError, jsonText } from './reply.ts'
import type { Asked, Json } from './reply.ts'

const PERL_START_SECONDS = 0.52

const lineOf = (value: Json): string => `${jsonText(value)}\n`

/** `pvesh get PATH`. Throws `NotListed`. */
export function pveshGet(view: View, path: string, args: Asked['args']): Answer {
  try {
    const found = findPath(view, path, args)
    return { stdout: lineOf(read(found)), stderr: '', exit: 0, seconds: PERL_START_SECONDS + secondsOf(found) }
  } catch (error) {
    if (!(error instanceof PveError)) throw error
    const said = error instanceof NotInRelease ? `No 'get' handler defined for '${path}'` : spelled(error)
    return refused(error.exit, said, PERL_START_SECONDS + error.seconds)
  }
}

/** The tool shows parameter errors one a line. */
const spelled = ({ message, errors, status }: PveError): string =>
  errors === null
    ? message
    : [
        `${status} ${message}`,
        ...Object.entries(errors).map(([key, value]) => `${key}: ${value}`),
        'pvesh get <api_path> [OPTIONS] [FORMAT_OPTIONS]',
      ].join('\n')

interface Command {
  readonly method: string
  readonly path: string
  readonly args?: Asked['args']
}

/** `pvesh create /nodes/NODE/execute --commands JSON`: reads only. Throws `NotListed`. */
export function pveshExecute(view: View, node: string, json: string): Answer {
  const commands = commandsIn(json)
  let seconds = PERL_START_SECONDS
  const entries = commands.map(({ path, args = {} }): Json => {
    const whole = `/nodes/${node}/${path}`
    try {
      const found = findPath(view, whole, args)
      seconds += secondsOf(found)
      return { data: read(found), status: 200 }
    } catch (error) {
      if (!(error instanceof PveError)) throw error
      seconds += error.seconds
      if (error instanceof NotInRelease) return { message: `no handler for '${whole.slice(1)}'\n`, status: 500 }
      return { ...(error.errors && { errors: error.errors }), message: `${error.message}\n`, status: error.status }
    }
  })
  return { stdout: lineOf(entries), stderr: '', exit: 0, seconds }
}

function commandsIn(json: string): readonly Command[] {
  const commands = parsed(json)
  for (const { method, path } of commands) {
    if (method !== 'GET') throw new NotListed(`a batch may only read, not ${method} ${path}`)
  }
  return commands
}

function parsed(json: string): readonly Command[] {
  try {
    const value: unknown = JSON.parse(json)
    if (Array.isArray(value) && value.every(isCommand)) return value
  } catch {
    // Said below.
  }
  throw new NotListed('the commands of the batch are not a list of method, path and args')
}

const isCommand = (value: unknown): value is Command =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Partial<Command>).method === 'string' &&
  typeof (value as Partial<Command>).path === 'string' &&
  Object.keys(value).every((key) => ['method', 'path', 'args'].includes(key))
