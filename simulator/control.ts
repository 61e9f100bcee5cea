import type { Interface } from 'node:readline'
import { z } from 'zod'
import type { SimulatedNode, Simulator } from './start.ts'
import type { Figures, Violation } from './wire/figures.ts'

const command = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('fault'), node: z.string(), fault: z.string() }),
  z.strictObject({ do: z.literal('heal'), node: z.string() }),
  z.strictObject({ do: z.literal('advance'), seconds: z.number() }),
  z.strictObject({ do: z.literal('stats'), node: z.string().optional() }),
])

/** What can be asked of a running simulator, a JSON line each. */
export type Command = z.infer<typeof command>

/** What comes back, a JSON line each. */
export type Reply =
  | { readonly done: true }
  | { readonly figures: Figures; readonly violations: readonly Violation[] }
  /** The node as it is now: a fault can change its fingerprint. */
  | { readonly node: SimulatedNode }
  | { readonly error: string }

export type Perform = (asked: Command) => Promise<Reply>

export const performOn =
  (simulator: Simulator): Perform =>
  async (asked) => {
    switch (asked.do) {
      case 'fault':
        await simulator.fault(asked.node, asked.fault)
        return { node: simulator.node(asked.node) }
      case 'heal':
        await simulator.heal(asked.node)
        return { node: simulator.node(asked.node) }
      case 'advance':
        simulator.advance(asked.seconds)
        return { done: true }
      case 'stats':
        return { figures: simulator.figures(asked.node), violations: simulator.violations() }
    }
  }

/** Performs what comes in, one line after another, until no more does. */
export async function obey(lines: Interface, perform: Perform, say: (reply: Reply) => void): Promise<void> {
  for await (const line of lines) {
    if (line.trim() !== '') say(await replyTo(line, perform))
  }
}

async function replyTo(line: string, perform: Perform): Promise<Reply> {
  try {
    return await perform(command.parse(JSON.parse(line)))
  } catch (error) {
    return { error: error instanceof z.ZodError ? z.prettifyError(error) : String(error) }
  }
}
