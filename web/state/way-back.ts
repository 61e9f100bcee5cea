/** Where somebody was going, as a page of ours: what the address says may come from anybody. */
export function wayBack(asked: unknown): string {
  if (typeof asked !== 'string' || !/^\/(?![/\\])[^\\]{0,500}$/.test(asked)) return '/'
  return /^\/(?:sign-in|setup)(?:[/?#]|$)/.test(asked) ? '/' : asked
}
