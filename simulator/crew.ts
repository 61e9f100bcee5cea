import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Command, Perform, Reply } from './control.ts'
import type { SimulatedNode } from './start.ts'
import { noFigures } from './wire/figures.ts'
import type { Figures, Violation } from './wire/figures.ts'

/** What every process of a crew needs to know; travels on standard input, never on a command line. */
export interface Secrets {
  readonly privateKey: string
  readonly password: string
  readonly tokenSecret: string
}

/** One process that plays a share of the fleet. */
interface Member {
  readonly child: ChildProcess
  readonly nodes: readonly SimulatedNode[]
  perform(this: void, asked: Command): Promise<Reply>
}

export interface Crew {
  readonly nodes: readonly SimulatedNode[]
  readonly perform: Perform
  close(): Promise<void>
}

/** Spreads a fleet over several processes, cluster by cluster. */
export async function startCrew(size: number, flags: readonly string[], secrets: Secrets): Promise<Crew> {
  const members = await Promise.all(
    Array.from({ length: size }, (_, index) => startMember(`${index}/${size}`, flags, secrets)),
  )
  return {
    nodes: members.flatMap(({ nodes }) => nodes),
    perform: (asked) => performBy(members, asked),
    async close() {
      await Promise.all(members.map(({ child }) => ended(child)))
    },
  }
}

async function startMember(share: string, flags: readonly string[], secrets: Secrets): Promise<Member> {
  const argv = [`${import.meta.dirname}/main.ts`, ...flags, '--share', share]
  const child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<unknown> => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`the process of share ${share} has ended`)
    return JSON.parse(value)
  }
  const tell = (message: unknown): void => {
    child.stdin.write(`${JSON.stringify(message)}\n`)
  }
  tell(secrets)
  const { nodes } = (await next()) as { nodes: readonly SimulatedNode[] }
  let turn: Promise<unknown> = Promise.resolve()
  return {
    child,
    nodes,
    perform(asked) {
      const reply = turn.then(() => {
        tell(asked)
        return next() as Promise<Reply>
      })
      turn = reply.catch(() => undefined)
      return reply
    },
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  await exit
}

async function performBy(members: readonly Member[], asked: Command): Promise<Reply> {
  if ('node' in asked && asked.node !== undefined) return addressed(members, asked, asked.node)
  const replies = await Promise.all(members.map(({ perform }) => perform(asked)))
  const failed = replies.find((reply) => 'error' in reply)
  return failed ?? (asked.do === 'stats' ? together(replies) : { done: true })
}

/** To the one process that plays the node. */
async function addressed(members: readonly Member[], asked: Command, name: string): Promise<Reply> {
  const found = members.flatMap((member) =>
    member.nodes.flatMap((node) => {
      const place = `${node.address}:${node.port}`
      return node.name === name || place === name ? [{ member, place }] : []
    }),
  )
  const [only] = found
  if (!only) return { error: `no node is called ${name}` }
  if (found.length > 1) return { error: `${found.length} nodes are called ${name}: say ADDRESS:PORT` }
  return only.member.perform({ ...asked, node: only.place } as Command)
}

function together(replies: readonly Reply[]): Reply {
  const figures: Figures = noFigures()
  const violations: Violation[] = []
  for (const reply of replies) {
    if (!('figures' in reply)) continue
    for (const key of Object.keys(figures) as (keyof Figures)[]) figures[key] += reply.figures[key]
    violations.push(...reply.violations)
  }
  return { figures, violations }
}
