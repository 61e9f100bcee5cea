/** What a node was put to. */
export interface Figures {
  connections: number
  channels: number
  /** Over HTTPS. */
  requests: number
  /** Sections run. */
  commands: number
  perlStarts: number
  bytesOut: number
}

export const noFigures = (): Figures => ({
  connections: 0,
  channels: 0,
  requests: 0,
  commands: 0,
  perlStarts: 0,
  bytesOut: 0,
})

/** Something was asked that nothing of ours may ask. */
export interface Violation {
  readonly node: string
  readonly what: string
}
