export const LOCALES = ['en', 'it'] as const

export type Locale = (typeof LOCALES)[number]
