import { FailureError } from '../model/failure.ts'
import { parseExecute } from './execute.ts'
import { getRequest } from './ladder.ts'
import type { Pvesh } from './ladder.ts'
import type { Ports } from './ports.ts'
import type { Answers, Entry, Need, Request, Settle, Trace } from './request.ts'
import { executeArgument } from './script.ts'
import { getKey, keyOf } from './section.ts'
import type { Get, Link, Section, SectionReply } from './section.ts'
import { sharedReads } from './shared-reads.ts'
import { fileRequest, programRequest } from './shell.ts'

/** Linux refuses an argument of more than 128 KiB (MAX_ARG_STRLEN); leave room for quoting. */
const EXECUTE_BYTES = 100 * 1024

/** All that is asked in one tick travels in one exec channel; what that leaves open goes into the next wave. The ports of a node share its batches. */
export function batchedPorts(link: Link, node: string): (trace: Trace) => Ports {
  const pvesh: Pvesh = { executeRefused: null, useless: null }
  let waiting: Request[] = []
  let reads = sharedReads()

  const flush = (): void => {
    const requests = waiting
    waiting = []
    reads = sharedReads()
    pvesh.useless = null
    inWaves(link, node, requests).catch((error: unknown) => {
      for (const request of requests) request.reject(error)
    })
  }
  const ask = <T>(trace: Trace, request: (settle: Settle<T>) => Request): Promise<T> =>
    new Promise((resolve, reject) => {
      waiting.push(request({ trace, resolve, reject }))
      if (waiting.length === 1) setImmediate(flush)
    })

  return (trace) => ({
    pve: {
      get: (path, schema, args = {}) =>
        reads(trace, { path, args }, schema, (own) =>
          ask(own, (settle) => getRequest({ path, args }, node, schema, pvesh, settle)),
        ),
    },
    shell: {
      run: (name) => ask(trace, (settle) => programRequest(name, settle)),
      read: (name) => ask(trace, (settle) => fileRequest(name, settle)),
    },
  })
}

async function inWaves(link: Link, node: string, requests: readonly Request[]): Promise<void> {
  let open = requests
  while (open.length > 0) {
    const asking = open.flatMap((request) => {
      const need = request.needs()
      return need ? [{ request, need }] : []
    })
    const quick = asking.filter(({ need }) => !need.slow)
    const wave = quick.length > 0 ? quick : asking
    const answers = await exchange(
      link,
      node,
      wave.map(({ need }) => need),
    )
    const settled = new Set(wave.filter(({ request }) => request.take(answers)).map(({ request }) => request))
    open = asking.map(({ request }) => request).filter((request) => !settled.has(request))
  }
}

/** One channel for all needs of a wave: files and programs first, then PVE, so that what hangs there holds up nothing. */
async function exchange(link: Link, node: string, needs: readonly Need[]): Promise<Answers> {
  if (needs.length === 0) return { section: missing, entry: missing }
  const own = needs.flatMap((need) => ('sections' in need ? need.sections : []))
  const batches = chunks(
    node,
    unique(
      needs.flatMap((need) => ('execute' in need ? [need.execute] : [])),
      getKey,
    ),
  )
  const sections: readonly Section[] = [
    ...unique(own, keyOf).sort((a, b) => Number(a.kind === 'get') - Number(b.kind === 'get')),
    ...batches.map((gets): Section => ({ kind: 'execute', node, gets })),
  ]
  const replies = await link.exchange(sections)
  return answersOf(sections, replies)
}

function answersOf(sections: readonly Section[], replies: readonly SectionReply[]): Answers {
  const bySection = new Map<string, SectionReply>()
  const byGet = new Map<string, Entry>()
  for (const [index, section] of sections.entries()) {
    const reply = replies[index] ?? new FailureError('bug', 'a section was left without a reply')
    bySection.set(keyOf(section), reply)
    if (section.kind !== 'execute') continue
    const entries = parseExecute(reply, section.gets.length)
    for (const [position, get] of section.gets.entries()) byGet.set(getKey(get), entries[position] ?? missing())
  }
  return {
    section: (section) => bySection.get(keyOf(section)) ?? missing(),
    entry: (get) => byGet.get(getKey(get)) ?? missing(),
  }
}

function missing(): never {
  throw new FailureError('bug', 'asked for a section that was not in the batch')
}

function unique<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()]
}

/** Groups of reads whose argument stays below the limit. */
function chunks(node: string, gets: readonly Get[]): Get[][] {
  const groups: Get[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const get of gets) {
    const bytes = Buffer.byteLength(executeArgument(node, [get]))
    if (size + bytes > EXECUTE_BYTES) {
      groups.push([])
      size = 0
    }
    groups.at(-1)?.push(get)
    size += bytes
  }
  return groups
}
