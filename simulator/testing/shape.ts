/** Keys that name one of many. */
const NUMBERED = /^(scsi|virtio|sata|ide|net|mp|tap|unused|ipconfig|usb|serial|hostpci|numa)\d+\S*$/

const typeOf = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value)

/** Every key of a JSON value with the type it has there, as `.memory.total number`; rows of lists are all `[]`. */
export function shapeOf(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return [`${at} array`, ...value.flatMap((row) => shapeOf(row, `${at}[]`))]
  if (typeof value !== 'object' || value === null) return [`${at} ${typeOf(value)}`]
  const parts = Object.entries(value).flatMap(([key, part]) => shapeOf(part, `${at}.${key.replace(NUMBERED, '$1N')}`))
  return [`${at} object`, ...parts]
}
