/** The secret of an `otpauth://` address in groups of four, as people type it; null where there is none. */
export function secretGroups(uri: string): readonly string[] | null {
  const secret = URL.canParse(uri) ? new URL(uri).searchParams.get('secret') : null
  return secret === null ? null : secret.match(/.{1,4}/gsu)
}
