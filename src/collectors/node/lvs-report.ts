import { z } from 'zod'
import { FailureError } from '../../model/failure.ts'
import { amount, rowsOf, text, unknownOr } from '../../pve/reply.ts'
import type { Output } from '../../transport/ports.ts'
import { jsonBy, printedBy } from './command-reply.ts'

/** `lvs --reportformat json`: numbers are strings, unknown ones empty; a group of volumes a report. */
const row = z.object({
  vg_name: unknownOr(text),
  lv_name: unknownOr(text),
  lv_attr: unknownOr(text),
  lv_size: unknownOr(amount),
  data_percent: unknownOr(amount),
  metadata_percent: unknownOr(amount),
  pool_lv: unknownOr(text),
  origin: unknownOr(text),
})
type Row = z.infer<typeof row>

const report = z.object({ report: rowsOf(z.object({ lv: rowsOf(row).default([]) })) })

/** What the `lvs` program printed, hidden volumes included. Warnings can stand before the JSON. */
export function lvsRows(output: Output): Row[] {
  const printed = output.stdout.includes('{') ? output.stdout : printedBy('lvs', output)
  const json = printed.slice(Math.max(printed.indexOf('{'), 0))
  return jsonBy('lvs', json, report).report.flatMap(({ lv }) => lv)
}

/** The first letter of the attributes is the type: `t` a thin pool, `T` the hidden volume of its data (lvs(8)). */
export const isThinPool = ({ lv_attr }: Row): boolean => lv_attr?.startsWith('t') ?? false

/** Stands in brackets, as part of another volume. */
export const isHidden = ({ lv_name }: Row): boolean => lv_name?.startsWith('[') ?? false

/** `pve/data`, and its size in bytes. */
export function nameAndSize({ vg_name, lv_name, lv_size }: Row): { name: string; sizeBytes: number } {
  if (vg_name === null || lv_name === null || lv_size === null)
    throw new FailureError('bad-reply', 'lvs lists a volume without a name or a size')
  return { name: `${vg_name}/${lv_name}`, sizeBytes: lv_size }
}
