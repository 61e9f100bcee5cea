/** Lets everything else that waits have its turn, between two steps of something long. */
export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
