import { spawn } from 'node:child_process'
import { join } from 'node:path'

export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export const MAIN = join(import.meta.dirname, '../../src/main.ts')

/** Runs the command as a user would, with nothing of this session to sign in with. */
export function panoramica(args: readonly string[], input = ''): Promise<Run> {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { PATH: process.env['PATH'], HOME: '/nonexistent' } })
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
