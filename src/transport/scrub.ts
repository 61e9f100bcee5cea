const HIDDEN = '[hidden]'

/** Settings whose value is a secret, or may hold one. */
const NAMES = String.raw`cipassword|password|passwd|secret|token|ticket|CSRFPreventionToken|env|lxc\.environment[.\w]{0,40}`

/** What secrets look like, and what is shown in their place. */
const SHAPES: readonly (readonly [shape: RegExp, shown: string])[] = [
  // Private keys, also those whose end is cut off
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, HIDDEN],
  // A line of a configuration, a pair in JSON, and one in JSON within JSON
  [new RegExp(String.raw`^(\s{0,20}(?:${NAMES})\s{0,3}[:=]\s{0,3})\S[^\r\n]*`, 'gim'), `$1${HIDDEN}`],
  [new RegExp(String.raw`("(?:${NAMES})"\s{0,3}[:,]\s{0,3}")(?:[^"\\]|\\.)*`, 'gi'), `$1${HIDDEN}`],
  [new RegExp(String.raw`(\\"(?:${NAMES})\\"\s{0,3}[:,]\s{0,3}\\")(?:[^"\\]|\\[^"])*`, 'gi'), `$1${HIDDEN}`],
  // Options of a command
  [/(--?(?:password|token|secret)[ =])\S{1,1000}/g, `$1${HIDDEN}`],
  // Subscription keys: enough is left to tell one from another
  [/\b(p(?:ve|bs|mg)\d{0,3}[a-z]-)[0-9a-f]{4,64}([0-9a-f]{2})\b/gi, '$1••••…$2'],
  // Tokens of the API, `USER@REALM!ID=SECRET`, and its tickets
  [/(![\w.-]{1,64}[=:])[0-9a-f-]{8,64}/gi, `$1${HIDDEN}`],
  [/\bP(?:VE|BS|MG):[^\s:]{1,100}:[0-9A-F]{8}::[\w+/=]{1,1000}/g, HIDDEN],
  [/\b(Bearer\s{1,3})[\w.~+/=-]{8,4000}/gi, `$1${HIDDEN}`],
  // Hashes of passwords, crypt(5)
  [/\$(?:1|2[aby]|5|6|7|y|gy)\$[^\s:"'\\]{8,200}/g, HIDDEN],
]

/** A text without secrets of a shape that is known. */
export const scrubbed = (text: string): string =>
  SHAPES.reduce((before, [shape, shown]) => before.replace(shape, shown), text)
