/** As PVE writes a text that could spoil its line: all but plain ASCII, and percent and colon, in percent signs. */
export const encodedText = (text: string): string =>
  text.replaceAll(/[^\x20-\x24\x26-\x39\x3b-\x7e]/gu, encodeURIComponent)
