/**
 * Mbit/s in digits at the start of a text. Zero, and all ones of 16 or 32 bits, are what drivers say who do not know
 * (SPEED_UNKNOWN of linux/ethtool.h is -1).
 */
export function speedMbpsIn(text: string | undefined): number | null {
  const speed = Number(/^\d{1,10}(?!\d)/.exec(text ?? '')?.[0] ?? 0)
  return [0, 2 ** 16 - 1, 2 ** 32 - 1].includes(speed) ? null : speed
}
