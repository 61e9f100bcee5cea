import { NO_ANSWER, ProblemError } from '../api/client.ts'

/** What went wrong as a sentence, and the next step. */
interface Said {
  readonly title: string
  readonly hint: string | null
}

export function saidOf(error: Error, t: (key: string) => string): Said {
  if (!(error instanceof ProblemError)) return { title: t('problem.bug'), hint: error.message }
  const { code, detail, hint } = error.problem
  return code === NO_ANSWER
    ? { title: t('problem.noAnswer'), hint: t('problem.noAnswerHint') }
    : { title: detail, hint }
}
