import type { Writable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import type { Answer } from '../node/answer.ts'
import type { View } from '../state/view.ts'
import { cargoOf, deliver, lengthOf } from '../wire/delivery.ts'
import type { Cargo } from '../wire/delivery.ts'
import { headText } from './http.ts'
import type { HttpHead } from './http.ts'

/** What is shorter is not compressed (PVE/APIServer/AnyEvent.pm). */
const PLAIN_BYTES = 1024

interface Parcel extends Pick<HttpHead, 'status' | 'reason' | 'keepsAlive' | 'relayed'> {
  readonly body: Answer
  readonly gzipAccepted: boolean
  readonly manner: Parameters<typeof deliver>[2]
}

/** Gives the bytes sent. */
export async function send(socket: Writable, view: View, parcel: Parcel, gone: AbortSignal): Promise<number> {
  const { status, reason, keepsAlive, relayed, body, gzipAccepted, manner } = parcel
  const plain = cargoOf(body)
  const gzip = gzipAccepted && lengthOf(plain) > PLAIN_BYTES
  const cargo = gzip ? zipped(plain) : plain
  const head = Buffer.from(headText(view, { status, reason, keepsAlive, relayed, length: lengthOf(cargo), gzip }))
  socket.write(head)
  return head.length + (await deliver(socket, cargo, manner, gone))
}

/** A gzip file may have several members (RFC 1952, section 2.2). */
const zipped = ({ bytes, filler, fillers }: Cargo): Cargo => ({
  bytes: gzipSync(bytes),
  filler: fillers > 0 ? gzipSync(filler) : filler,
  fillers,
})
