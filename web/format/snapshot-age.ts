const OLD_SECONDS = 30 * 86_400

/** Whether a snapshot is likely forgotten, by its age in seconds; null where nobody knows when it was taken. */
export const snapshotAge = (seconds: number | null): 'old' | 'recent' | null =>
  seconds === null ? null : seconds > OLD_SECONDS ? 'old' : 'recent'
