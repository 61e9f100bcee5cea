import { computed } from 'vue'
import { createI18n } from 'vue-i18n'
import { settleRegions } from '../format/intl.ts'
import { type Locale, LOCALES } from '../format/locale.ts'
import { en, type Messages } from '../locales/en.ts'
import { recall, remember } from './memory.ts'

const KEY = 'panoramica.language'

export const i18n = createI18n<[Messages], Locale, false>({
  locale: 'en',
  fallbackLocale: 'en',
  // Italian joins when it is first spoken.
  messages: { en } as Record<Locale, Messages>,
})

const { global } = i18n

/** A text of the language, for what is said outside components. */
export const say = (key: string, values: Record<string, unknown> = {}): string => global.t(key, values)

export const locale = computed<Locale>(() => global.locale.value)

async function speak(language: Locale): Promise<void> {
  if (!global.availableLocales.includes(language)) {
    const { it } = await import('../locales/it.ts')
    global.setLocaleMessage('it', it)
  }
  global.locale.value = language
  document.documentElement.lang = language
}

/** The reader's choice, else the first language of the browser that we speak. */
export function speakPreferredLanguage(): Promise<void> {
  settleRegions(navigator.languages)
  const known = navigator.languages.flatMap((tag) => LOCALES.filter((language) => tag.split('-')[0] === language))
  return speak(recall(KEY, LOCALES) ?? known[0] ?? 'en')
}

export async function chooseLanguage(language: Locale): Promise<void> {
  remember(KEY, language)
  await speak(language)
}
