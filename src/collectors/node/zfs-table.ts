import { Absent, FailureError } from '../../model/failure.ts'
import type { Output } from '../../transport/ports.ts'
import { printedBy } from './command-reply.ts'

const MOST_ROWS = 50_000

/** What `zpool` or `zfs` printed. Both start with the same complaints (libzfs_error_init in OpenZFS). */
export function zfsPrinted(command: string, output: Output): string {
  if (/The ZFS modules (are not loaded|cannot be auto-loaded)/.test(output.stderr)) {
    throw new Absent('ZFS is not loaded on this node')
  }
  if (output.exit !== 0 && /Permission denied/i.test(output.stderr)) {
    throw new FailureError('forbidden', `this user may not run ${command}`, 'sign in as root, or open /dev/zfs to it')
  }
  return printedBy(command, output)
}

/** Rows of `-H`: a field for each column asked for, a tab between. Names may hold blanks. Nothing to list is no line. */
export function zfsRows<const Column extends string>(command: string, text: string, columns: readonly Column[]) {
  const lines = text.split('\n').filter((line) => line !== '')
  if (lines.length > MOST_ROWS) throw new FailureError('bad-reply', `${command} printed more than ${MOST_ROWS} rows`)
  return lines.map((line) => {
    const fields = line.split('\t')
    if (fields.length !== columns.length || !/^.{1,255}$/.test(fields[0] ?? '')) {
      throw new FailureError('bad-reply', `${command} printed a row that does not have ${columns.length} columns`)
    }
    return Object.fromEntries(columns.map((column, index) => [column, fields[index]])) as Record<Column, string>
  })
}

/** A number of `-p`; `-` is what does not apply, or cannot be read of a pool that is FAULTED. Old versions append a %. */
export function zfsNumber(field: string): number | null {
  const digits = /^(\d{1,20})%?$/.exec(field)?.[1]
  return digits === undefined ? null : Number(digits)
}
