import { NO_ANSWER, ProblemError } from '../api/client.ts'

/** What went wrong as a sentence, and the next step. */
interface Said {
  readonly title: string
  readonly hint: string | null
}

/** Codes, the sign-in library's or the server's, that say all there is: what they mean is told in the reader's language. */
const SAY_ALL: readonly (string | null)[] = [
  'INVALID_EMAIL_OR_PASSWORD',
  'INVALID_CODE',
  'INVALID_BACKUP_CODE',
  'INVALID_TWO_FACTOR_COOKIE',
  'too-many-requests',
  'last-admin',
]

export function saidOf(error: Error, t: (key: string) => string): Said {
  if (!(error instanceof ProblemError)) return { title: t('problem.bug'), hint: error.message }
  const { code, reason, detail, hint } = error.problem
  if (code === NO_ANSWER) return { title: t('problem.noAnswer'), hint: t('problem.noAnswerHint') }
  const known = [reason, code].find((one) => SAY_ALL.includes(one))
  return known ? { title: t(`problem.says.${known}`), hint: t(`problem.next.${known}`) } : { title: detail, hint }
}
