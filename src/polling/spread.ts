/** A number from 0 to 1 for each whole one: multiples of the golden ratio lie evenly and never bunch. */
export const spread = (count: number): number => (count * 0.618_034) % 1
