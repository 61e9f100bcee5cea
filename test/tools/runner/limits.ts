export const TEST_TIMEOUT_MS = 120_000
/** A file that outlives its tests, for a socket or a child it left open, would keep the run from ending. */
export const SILENCE_MS = 300_000
