import { type Locale, LOCALES } from './locale.ts'

/** A formatter takes a hundred times as long to make as to use, and a table uses one in every cell. */
function kept<Options, Format>(make: (tag: string, options: Options) => Format) {
  const made = new Map<string, Format>()
  return (tag: string, options: Options): Format => {
    const key = tag + JSON.stringify(options)
    const known = made.get(key) ?? make(tag, options)
    made.set(key, known)
    return known
  }
}

export const numberFormat: (locale: Locale, options: Intl.NumberFormatOptions) => Intl.NumberFormat = kept(
  (tag, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(tag, options),
)

const regions = new Map<Locale, string>()

/** Dates are written as where the reader is: in en-GB, not just in English. The tags are the browser's, the first preferred. */
export function settleRegions(tags: readonly string[]): void {
  for (const locale of LOCALES) {
    const tag = tags.find((one) => one.split('-')[0] === locale)
    regions.set(locale, tag ?? locale)
  }
}

const timeFormatOf = kept((tag, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, options))

export const timeFormat = (locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  timeFormatOf(regions.get(locale) ?? locale, options)
