import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { Delivery } from '../faults/fault.ts'
import type { Answer } from '../node/answer.ts'
import { INVALID_BYTES_MARK } from '../state/hostile.ts'

const MIB = 2 ** 20
const DRIP_BYTES = 2048
const DRIP_MS = 2

/** Emitted on a channel whose connection is to break. */
export const BREAK = 'break the connection'

/** As bytes: the mark stands for some that are no UTF-8. */
export function byteText(text: string): Buffer {
  if (!text.includes(INVALID_BYTES_MARK)) return Buffer.from(text)
  const bytes = Buffer.from([0xc3, 0x28, 0xff])
  return Buffer.concat(
    text
      .split(INVALID_BYTES_MARK)
      .flatMap((part, index) => (index === 0 ? [Buffer.from(part)] : [bytes, Buffer.from(part)])),
  )
}

/** What is to be sent, and what follows it over and over. */
export interface Cargo {
  readonly bytes: Buffer
  readonly filler: Buffer
  readonly fillers: number
}

export const cargoOf = ({ stdout, paddingMib = 0 }: Answer): Cargo => ({
  bytes: byteText(stdout),
  filler: Buffer.alloc(paddingMib > 0 ? MIB : 0, 'x'),
  fillers: paddingMib,
})

export const lengthOf = ({ bytes, filler, fillers }: Cargo): number => bytes.length + filler.length * fillers

/** Sends it in the manner wanted. Gives the bytes sent; does not return where nothing more is to come. */
export async function deliver(
  channel: Writable,
  cargo: Cargo,
  manner: Delivery['manner'] | 'whole',
  gone: AbortSignal,
): Promise<number> {
  const { bytes, filler, fillers } = cargo
  switch (manner) {
    case 'whole':
      await write(channel, bytes, gone)
      for (let left = fillers; left > 0; left--) await write(channel, filler, gone)
      return lengthOf(cargo)
    case 'drips':
      for (let at = 0; at < bytes.length; at += DRIP_BYTES) {
        await write(channel, bytes.subarray(at, at + DRIP_BYTES), gone)
        await pause(DRIP_MS, undefined, { signal: gone })
      }
      return bytes.length
    case 'stops':
    case 'resets':
      await write(channel, bytes.subarray(0, bytes.length / 2), gone)
      if (manner === 'resets') channel.emit(BREAK)
      return await new Promise((_resolve, reject) => {
        gone.addEventListener('abort', () => {
          reject(new Error('the session has ended'))
        })
      })
  }
}

async function write(channel: Writable, bytes: Buffer, gone: AbortSignal): Promise<void> {
  if (gone.aborted) throw new Error('the session has ended')
  if (!channel.write(bytes)) await once(channel, 'drain', { signal: gone })
}
