import type { z } from 'zod'
import { checked } from './sources.ts'

interface Branch {
  readonly children?: readonly unknown[] | null | undefined
}

/**
 * The rows of a tree that a tool of util-linux prints, nested under `children`, each with the row above it; in the order
 * printed. Without recursion: how deep it goes is up to the node.
 */
export function flatTree<T extends Branch>(
  roots: readonly unknown[],
  schema: z.ZodType<T>,
  name: string,
): { row: T; parent: T | null }[] {
  const flat: { row: T; parent: T | null }[] = []
  const open = roots.map((value): { value: unknown; parent: T | null } => ({ value, parent: null })).reverse()
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const row = checked(next.value, schema, name)
    flat.push({ row, parent: next.parent })
    for (const value of (row.children ?? []).toReversed()) open.push({ value, parent: row })
  }
  return flat
}
