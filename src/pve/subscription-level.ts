const LEVELS = { c: 'community', b: 'basic', s: 'standard', p: 'premium' } as const

export const SUBSCRIPTION_LEVELS = Object.values(LEVELS)

/** The level PVE abbreviates to a letter; an empty one is no subscription. */
export const subscriptionLevel = (letter: string | null): (typeof SUBSCRIPTION_LEVELS)[number] | null =>
  letter === 'c' || letter === 'b' || letter === 's' || letter === 'p' ? LEVELS[letter] : null
