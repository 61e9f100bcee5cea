import { type Locale, LOCALES } from './locale.ts'

/** A formatter takes a hundred times as long to make as to use, and a table uses one in every cell. */
function kept<Options, Format>(make: (locale: Locale, options: Options) => Format) {
  const made = new Map<string, Format>()
  return (locale: Locale, options: Options): Format => {
    const key = locale + JSON.stringify(options)
    const known = made.get(key) ?? make(locale, options)
    made.set(key, known)
    return known
  }
}

export const numberFormat = kept((locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options))

const regions = new Map<Locale, string>()

/** Dates are written as where the reader is: in en-GB, not just in English. The tags are the browser's, the first preferred. */
export function settleRegions(tags: readonly string[]): void {
  for (const locale of LOCALES) {
    const tag = tags.find((one) => one.split('-')[0] === locale)
    if (tag !== undefined) regions.set(locale, tag)
  }
}

export const timeFormat = kept(
  (locale, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(regions.get(locale) ?? locale, options),
)
