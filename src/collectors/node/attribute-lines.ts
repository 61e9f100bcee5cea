export interface AttributeLine {
  /** Name of the folder the attribute is in, for example hwmon0. */
  readonly folder: string
  readonly name: string
  readonly value: string
}

const LINE = /^\/[^:]*\/([^/:]+)\/([^/:]+):(.*)$/

/** The lines of `grep -H '' /sys/…`: `path:value`. Paths below /sys/class hold no colon up to the attribute. */
export function attributeLines(text: string): AttributeLine[] {
  return text.split('\n').flatMap((line) => {
    const [, folder, name, value] = LINE.exec(line) ?? []
    return folder === undefined || name === undefined || value === undefined
      ? []
      : [{ folder, name, value: value.trim() }]
  })
}
