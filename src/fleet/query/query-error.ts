/** A parameter of a list that cannot be understood, with a sentence that says why. */
export class QueryError extends Error {
  readonly parameter: 'q' | 'sort' | 'cursor'

  constructor(parameter: QueryError['parameter'], sentence: string) {
    super(sentence)
    this.name = 'QueryError'
    this.parameter = parameter
  }
}
