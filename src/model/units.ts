const GIB = 2 ** 30
const MIB = 2 ** 20

const round2 = (value: number): number => Math.round(value * 100) / 100

/** Bytes as GiB, two decimals, as PVE shows them. */
export const gib = (bytes: number): number => round2(bytes / GIB)

/** Bytes as MiB, two decimals. */
export const mib = (bytes: number): number => round2(bytes / MIB)

/** A share as 0–100 with two decimals; unknown when the whole is nothing, or next to nothing. */
export function percentOf(part: number, whole: number): number | null {
  const percent = whole > 0 ? round2((part / whole) * 100) : Number.NaN
  return Number.isFinite(percent) ? percent : null
}
