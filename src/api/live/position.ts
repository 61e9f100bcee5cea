/** Where a client was: the last event it has seen, of some run of a server. */
export interface Position {
  readonly epoch: string
  readonly seq: number
}

/** `EPOCH-SEQ`, the id of each event. Of another form it is a position in a stream of nobody's. */
export function positionIn(text: string): Position {
  const [, epoch = '', seq = '-1'] = /^([0-9a-z]{1,20})-(\d{1,15})$/.exec(text) ?? []
  return { epoch, seq: Number(seq) }
}
