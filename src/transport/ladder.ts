import type { z } from 'zod'
import { FailureError } from '../model/failure.ts'
import type { Via } from '../model/outcome.ts'
import { fitted, listed } from './listed.ts'
import type { Asked, PlainRoute, Sources } from './plain/route.ts'
import { PLAIN_ROUTES } from './plain/routes.ts'
import { parsePveshGet } from './execute.ts'
import { settleWith } from './request.ts'
import type { Answers, Entry, Need, Request, Settle } from './request.ts'
import type { Get, Section } from './section.ts'
import { fileText, programOutput } from './shell.ts'

type Rung = 'plain' | 'execute' | 'get'

const VIA: Record<Rung, Via> = { plain: 'ssh-plain', execute: 'ssh-batch', get: 'ssh-pvesh' }

/** What has been learnt about `pvesh` on this node, shared by all requests. */
export interface Pvesh {
  /** Why PVE's batch endpoint is refused here. */
  executeRefused: Error | null
  /** Why `pvesh` as a whole gives nothing, for the batch under way. */
  useless: Error | null
}

/**
 * One read of the PVE API and the rungs it has: PVE's batch endpoint, one `pvesh get`, plain commands and files (first,
 * where they say the same at no cost). A rung that gives nothing hands over to the next; an answer, good or bad, is final.
 */
export function getRequest<T>(get: Get, node: string, schema: z.ZodType<T>, pvesh: Pvesh, settle: Settle<T>): Request {
  const { slow, rungs, route, asked } = wayTo(get, node)
  const { trace, reject } = settle
  let firstError: Error | null = null

  const accept = (value: unknown, rung: Rung, milliseconds: number): true => {
    trace.via = VIA[rung]
    trace.durationMs += milliseconds
    return settleWith(settle, () => fitted(get, value, schema))
  }

  return {
    needs() {
      while (rungs[0] && !isOpen(rungs[0], pvesh)) rungs.shift()
      const [rung] = rungs
      if (rung !== undefined) return needOf(rung, get, slow, route)
      reject(firstError ?? pvesh.useless ?? pvesh.executeRefused ?? noWayTo(get))
      return null
    },
    take(answers) {
      const rung = rungs.shift()
      if (rung === undefined) throw new TypeError('a request without a rung was in a wave')
      const entry = rung === 'plain' && route ? fromPlain(route, asked, answers) : fromPvesh(rung, get, answers)
      if ('value' in entry) return accept(entry.value, rung, entry.milliseconds)
      trace.durationMs += entry.milliseconds
      if (rung !== 'plain') firstError ??= entry.error
      if (entry.ladder === 'execute-refused') pvesh.executeRefused = entry.error
      if (entry.ladder === 'pvesh-useless') pvesh.useless = entry.error
      if (entry.ladder === null && rung !== 'plain') {
        trace.via = VIA[rung]
        reject(entry.error)
        return true
      }
      return false
    },
    reject,
  }
}

const noWayTo = ({ path }: Get): FailureError => new FailureError('bug', `no way to read ${path}`)

const isOpen = (rung: Rung, { useless, executeRefused }: Pvesh): boolean =>
  rung === 'plain' || (useless === null && !(rung === 'execute' && executeRefused !== null))

interface Way {
  readonly slow: boolean
  readonly rungs: Rung[]
  readonly route: PlainRoute | undefined
  readonly asked: Asked
}

/** A guest never has a `pvesh` started for itself alone. */
function wayTo(get: Get, node: string): Way {
  const { path: template, slow = false, vmid } = listed(get, node)
  const route = PLAIN_ROUTES.find(({ path }) => path === template)
  const rungs: Rung[] = template === get.path ? ['get'] : vmid === null ? ['execute', 'get'] : ['execute']
  if (route?.preferred) rungs.unshift('plain')
  else if (route) rungs.push('plain')
  return { slow, rungs, route, asked: { node, vmid } }
}

function needOf(rung: Rung, get: Get, slow: boolean, route: PlainRoute | undefined): Need {
  if (rung === 'execute') return { execute: get, slow }
  if (rung === 'get') return { sections: [{ kind: 'get', get }], slow }
  return { sections: route ? sectionsOf(route) : [], slow: false }
}

const sectionsOf = ({ programs, files }: PlainRoute): Section[] => [
  ...files.map((name): Section => ({ kind: 'file', name })),
  ...programs.map((name): Section => ({ kind: 'program', name })),
]

function fromPvesh(rung: Rung, get: Get, answers: Answers): Entry {
  return rung === 'execute' ? answers.entry(get) : parsePveshGet(answers.section({ kind: 'get', get }))
}

function fromPlain(route: PlainRoute, asked: Asked, answers: Answers): Entry {
  const replies = sectionsOf(route).map((section) => answers.section(section))
  const milliseconds = replies.reduce((sum, reply) => sum + (reply instanceof FailureError ? 0 : reply.milliseconds), 0)
  const sources: Sources = {
    program: (name) => programOutput(name, answers.section({ kind: 'program', name })),
    file: (name) => fileText(name, answers.section({ kind: 'file', name })),
  }
  try {
    return { value: route.build(sources, asked), milliseconds }
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)), ladder: null, milliseconds }
  }
}
