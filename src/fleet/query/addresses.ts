/** An address as numbers of 16 bits: two of IPv4, eight of IPv6. */
type Groups = readonly number[]

const BITS = 16

const IPV4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/

function ipv4In(text: string): Groups | null {
  const parts = IPV4.exec(text)?.slice(1).map(Number)
  if (!parts || parts.some((part) => part > 255)) return null
  const [a = 0, b = 0, c = 0, d = 0] = parts
  return [a * 256 + b, c * 256 + d]
}

const LONGEST_IPV6 = 45

/** The groups between colons; null where one is none. */
function groupsIn(text: string): Groups | null {
  const groups = text === '' ? [] : text.split(':')
  return groups.every((group) => /^[\da-f]{1,4}$/i.test(group)) ? groups.map((group) => parseInt(group, 16)) : null
}

/** The last two groups may be written as IPv4. */
function inHexadecimal(text: string): string {
  const at = text.lastIndexOf(':') + 1
  const embedded = ipv4In(text.slice(at))
  return embedded ? text.slice(0, at) + embedded.map((group) => group.toString(16)).join(':') : text
}

function ipv6In(text: string): Groups | null {
  if (text.length > LONGEST_IPV6) return null
  const [front = '', back, ...more] = inHexadecimal(text).split('::')
  const [left, right] = [groupsIn(front), groupsIn(back ?? '')]
  if (!left || !right || more.length > 0) return null
  const missing = 8 - left.length - right.length
  if (back === undefined ? missing !== 0 : missing < 1) return null
  return [...left, ...Array.from({ length: missing }, () => 0), ...right]
}

/** IPv4 inside IPv6, `::ffff:192.0.2.1`, is IPv4. */
function unmapped(groups: Groups): Groups {
  return groups.slice(0, 6).join() === '0,0,0,0,0,65535' ? groups.slice(6) : groups
}

/** An address without its prefix length; null for what is none. */
export function groupsOf(address: string): Groups | null {
  const [text = ''] = address.split('/', 1)
  if (!text.includes(':')) return ipv4In(text)
  const groups = ipv6In(text)
  return groups && unmapped(groups)
}

/** Whether the first bits of two addresses are the same. */
function sameStart(a: Groups, b: Groups, bits: number): boolean {
  if (a.length !== b.length) return false
  return a.every((group, index) => {
    const counted = Math.min(BITS, Math.max(0, bits - index * BITS))
    return (group ^ (b[index] ?? 0)) >> (BITS - counted) === 0
  })
}

/**
 * What `192.0.2.0/24`, a whole address or the beginning of one asks for, as a test of addresses, which may have a prefix
 * length of their own. Null for a network that is none.
 */
export function addressTest(asked: string): ((address: string) => boolean) | null {
  const [text = '', length] = asked.split('/', 2)
  const groups = groupsOf(text)
  if (length === undefined && !groups) return (address) => address.toLowerCase().startsWith(asked.toLowerCase())
  if (!groups || !/^\d{1,3}$/.test(length ?? '0')) return null
  const whole = groups.length * BITS
  const bits = Number(length ?? whole)
  if (bits > whole) return null
  return (address) => {
    const other = groupsOf(address)
    return other !== null && sameStart(groups, other, bits)
  }
}
