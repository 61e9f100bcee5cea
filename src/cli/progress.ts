import type { Observation } from '../model/observation.ts'

export interface Progress {
  /** Counts one fact read. */
  observed(this: void, observation: Observation): void
  /** Clears the line. */
  end(): void
}

interface Screen {
  readonly isTTY?: boolean
  write(text: string): unknown
}

const CLEAR_LINE = '\r\u001B[2K'

/** Says on a terminal what is being done; elsewhere, one line at the beginning. */
export function progressOn(screen: Screen, what: string): Progress {
  let read = 0
  const say = (text: string): void => {
    if (screen.isTTY) screen.write(`${CLEAR_LINE}${text}`)
  }
  screen.write(`reading ${what} …${screen.isTTY ? '' : '\n'}`)
  return {
    observed({ collector }) {
      read++
      say(`reading ${what}: ${String(read)} facts (${collector})`)
    },
    end: () => {
      say('')
    },
  }
}
