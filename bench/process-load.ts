import { readdirSync, readFileSync } from 'node:fs'

/** Of a second, in which Linux counts the CPU of processes (USER_HZ). */
const TICK_SECONDS = 0.01

/** The fields of proc_pid_stat(5) after the name of the program, which may have spaces in it; null where it has ended. */
function fieldsOf(pid: number): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

const sum = (fields: readonly string[] | null, ...places: readonly number[]): number =>
  places.reduce((all, place) => all + Number(fields?.[place] ?? 0), 0) * TICK_SECONDS

/** CPU a process has had so far. */
export const cpuSecondsOf = (pid: number): number => sum(fieldsOf(pid), 11, 12)

/** The same of a process and all that it ever started: those that have ended are counted with it. */
export function cpuSecondsUnder(pid: number): number {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => fieldsOf(Number(name)))
    .filter((fields) => fields?.[1] === String(pid))
  return children.reduce((all, fields) => all + sum(fields, 11, 12), sum(fieldsOf(pid), 11, 12, 13, 14))
}

/** What started a process; null where it has ended. */
export function parentOf(pid: number): number | null {
  const fields = fieldsOf(pid)
  return fields && Number(fields[1])
}

/** The most memory a process ever had, in megabytes. */
export function peakMegabytesOf(pid: number): number {
  const [, kibibytes = '0'] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8')) ?? []
  return (Number(kibibytes) * 1024) / 1e6
}

/** CPU that nobody of this machine has used so far, of all CPUs together. */
export function idleCpuSeconds(): number {
  const [, , , , idle = '0', waiting = '0'] = readFileSync('/proc/stat', 'utf8').split(/\s+/, 6)
  return (Number(idle) + Number(waiting)) * TICK_SECONDS
}
