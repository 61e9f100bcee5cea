import { z } from 'zod'
import { Absent, FailureError } from '../../model/failure.ts'
import type { Finding } from '../../model/finding.ts'
import type { Output } from '../../transport/ports.ts'
import { collector, HOURS } from '../collector.ts'
import { diskOf, smartDisk } from './smart-disk.ts'
import type { SmartDisk } from './smart-disk.ts'
import type { SmartReport } from './smart-report.ts'
import { parseSmartctlJson } from './smartctl-json.ts'
import { parseSmartctlText } from './smartctl-text.ts'

const fact = z.object({ disks: z.array(smartDisk).describe('SATA, SAS and NVMe disks of the node, by path') })
type Smart = z.infer<typeof fact>

const MAX_DISKS = 512

function reportOf(text: string): SmartReport {
  try {
    return parseSmartctlJson(JSON.parse(text)) ?? parseSmartctlText(text)
  } catch {
    return parseSmartctlText(text)
  }
}

/** One disk's part of the `smart` program: `== /dev/sda`, what smartctl printed, `== exit 0`; cut off, it has no exit. */
function diskIn(part: string): SmartDisk[] {
  const [, path, rest] = /^(\/dev\/[\w.-]{1,40})\n([^]*)$/.exec(part) ?? []
  if (path === undefined || rest === undefined) return []
  const [text = '', exit] = rest.split(/^== exit (\d{1,3})$/m)
  return [diskOf(path, reportOf(text), exit === undefined ? null : Number(exit))]
}

/** What the `smart` program printed. Its own exit code is 0 whatever smartctl said. */
export function parseSmart({ exit, stdout, stderr }: Output): Smart {
  const disks = stdout
    .split(/^== (?=\/dev\/)/m)
    .slice(1, MAX_DISKS + 1)
    .flatMap(diskIn)
  if (/^sudo: /m.test(stderr) && disks.every(({ health, standby }) => health === 'unknown' && !standby)) {
    throw new FailureError(
      'forbidden',
      'sudo does not let this user run smartctl',
      'allow it in sudoers, or sign in as root',
    )
  }
  if (disks.length === 0 && exit !== 0) {
    throw new FailureError('command-failed', `the look at the disks ended with ${exit}`)
  }
  if (disks.length === 0) throw new Absent('this node has no SATA, SAS or NVMe disks')
  return { disks }
}

const MUCH_WEAR_PERCENT = 90

function assessDisk({ path, model, health, wearUsedPercent, problems }: SmartDisk): Finding[] {
  const disk = model === null ? path : `${path} (${model})`
  const because = problems.length > 0 ? `: ${problems.join('; ')}` : ''
  const findings: Finding[] = []
  if (health === 'failed') {
    findings.push({
      severity: 'critical',
      text: `disk ${disk} says it is failing${because}`,
      hint: 'replace the disk',
    })
  } else if (problems.length > 0) {
    findings.push({
      severity: 'warning',
      text: `disk ${disk} reports problems${because}`,
      hint: `smartctl -x ${path}`,
    })
  }
  if (wearUsedPercent !== null && wearUsedPercent >= MUCH_WEAR_PERCENT) {
    findings.push({
      severity: 'warning',
      text: `disk ${disk} has used ${wearUsedPercent} % of its rated life`,
      hint: 'plan to replace the disk',
    })
  }
  return findings
}

export const smart = collector({
  name: 'smart',
  title: 'Health of disks',
  scope: 'node',
  every: 1 * HOURS,
  needs: ['shell'],
  fact,
  async collect({ shell }) {
    return parseSmart(await shell.run('smart'))
  },
  assess: ({ disks }) => disks.flatMap(assessDisk),
})
