import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { atDesk } from '../../src/cli/accounts.ts'

export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export const MAIN = join(import.meta.dirname, '../../src/main.ts')

/** Runs the command as a user would, with nothing of this session to sign in with. */
export function panoramica(args: readonly string[], input = ''): Promise<Run> {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const env = { PATH, HOME: '/nonexistent', ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }) }
  const child = spawn(process.execPath, [MAIN, ...args], { env })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()))
  child.stdin.end(input)
  return new Promise((resolve) => {
    child.once('close', (code) => {
      resolve({ code, ...said })
    })
  })
}

/** Headers of an admin, with a token made as the command line makes it, whether a server runs or not. */
export async function adminOf(dataDir: string, databaseUrl?: string): Promise<Record<string, string>> {
  let headers = {}
  await atDesk({ 'data-dir': dataDir, 'database-url': databaseUrl }, async ({ tokens }) => {
    const { secret } = await tokens.create({ name: 'test', role: 'admin', expiresInDays: null, userId: null })
    headers = { authorization: `Bearer ${secret.reveal()}` }
  })
  return headers
}

export interface Running {
  readonly process: ChildProcess
  readonly address: string
  readonly said: () => string
}

/** Starts a command that stays, as a process of its own, and waits until it says its address. `flags` are for Node. */
export async function started(
  args: readonly string[],
  announcement: RegExp,
  flags: readonly string[] = [],
): Promise<Running> {
  const child = spawn(process.execPath, [...flags, MAIN, ...args])
  let said = ''
  const address = await new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      said += chunk.toString()
      const found = announcement.exec(said)?.[1]
      if (found) resolve(found)
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('exit', () => {
      reject(new Error(`it did not start: ${said}`))
    })
  })
  return { process: child, address, said: () => said }
}

/** SIGTERM must end it within 5 s; a process that does not end fails the test by its time-out. */
export async function stop({ process: child }: Running): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const [code] = (await ended) as [number | null]
  assert.equal(code, 0)
}
