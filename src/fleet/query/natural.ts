const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** Letters of ASCII as if they were small; anything else stays. */
const folded = (code: number): number => (code >= 65 && code <= 90 ? code + 32 : code)

/** Where the digits that begin at `from` end. */
function endOfDigits(text: string, from: number): number {
  let end = from
  while (isDigit(text.charCodeAt(end))) end++
  return end
}

/** Where a number that begins at `from` has its first digit that counts. */
function startOfNumber(text: string, from: number, end: number): number {
  let start = from
  while (start < end - 1 && text.charCodeAt(start) === 48) start++
  return start
}

/** Compares the numbers in front by what they are worth: the one with more digits, then digit by digit. */
function compareNumbers(a: string, startA: number, endA: number, b: string, startB: number, endB: number): number {
  const [fromA, fromB] = [startOfNumber(a, startA, endA), startOfNumber(b, startB, endB)]
  const longer = endA - fromA - (endB - fromB)
  if (longer !== 0) return longer
  for (let offset = 0; offset < endA - fromA; offset++) {
    const difference = a.charCodeAt(fromA + offset) - b.charCodeAt(fromB + offset)
    if (difference !== 0) return difference
  }
  return 0
}

/** Text as people order it: `pve2` before `pve10`, `Web` beside `web`. Only what is equal compares as equal. */
export function compareTexts(a: string, b: string): number {
  let atA = 0
  let atB = 0
  while (atA < a.length && atB < b.length) {
    const [codeA, codeB] = [a.charCodeAt(atA), b.charCodeAt(atB)]
    if (isDigit(codeA) && isDigit(codeB)) {
      const [endA, endB] = [endOfDigits(a, atA), endOfDigits(b, atB)]
      const difference = compareNumbers(a, atA, endA, b, atB, endB)
      if (difference !== 0) return difference
      atA = endA
      atB = endB
    } else {
      const difference = folded(codeA) - folded(codeB)
      if (difference !== 0) return difference
      atA++
      atB++
    }
  }
  const rest = a.length - atA - (b.length - atB)
  if (rest !== 0) return rest
  return a < b ? -1 : Number(a > b)
}
