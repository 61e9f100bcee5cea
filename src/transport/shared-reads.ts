import type { z } from 'zod'
import type { Trace } from './request.ts'
import { getKey } from './section.ts'
import type { Get } from './section.ts'

interface Read<T = unknown> {
  readonly schema: z.ZodType<T>
  readonly trace: Trace
  readonly value: Promise<T>
}

/** Lets all who ask the API for the same in one tick share one read, so that its reply is looked through once. */
export function sharedReads() {
  const reads = new Map<string, Read[]>()
  return async <T>(trace: Trace, get: Get, schema: z.ZodType<T>, ask: (own: Trace) => Promise<T>): Promise<T> => {
    const alike = reads.get(getKey(get)) ?? []
    let read = alike.find((before): before is Read<T> => before.schema === schema)
    if (!read) {
      const own: Trace = { via: null, durationMs: 0 }
      read = { schema, trace: own, value: ask(own) }
      reads.set(getKey(get), [...alike, read])
    }
    try {
      return await read.value
    } finally {
      trace.via = read.trace.via ?? trace.via
      trace.durationMs += read.trace.durationMs
    }
  }
}
