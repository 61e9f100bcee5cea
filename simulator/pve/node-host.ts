import { FLAGS } from '../node/proc-files.ts'
import { certificatesOf } from '../node/certificates.ts'
import { timezoneOf } from '../node/etc-files.ts'
import { servicesOf } from '../node/services.ts'
import { offsetSeconds } from '../node/small-programs.ts'
import { updatesOf } from '../node/updates.ts'
import { coresOf, cpusOf, loadOf, memoryOf, uptimeOf } from '../state/node-state.ts'
import { rootSpaceOf } from '../state/storage-state.ts'
import { subscriptionReply } from '../state/subscription.ts'
import type { View } from '../state/view.ts'
import type { Json, Path } from './reply.ts'

function nodeStatus(view: View): Json {
  const { node, seconds, byDaemon } = view
  const { release } = node
  const [load, memory, root] = [loadOf(view), memoryOf(view), rootSpaceOf(view)]
  const nine = release.line === '9.2'
  return {
    ...(release.line !== '7.4' && bootEntries(view)),
    // A fresh process has seen no difference yet.
    cpu: byDaemon ? load.cpu : 0,
    cpuinfo: cpuinfo(view),
    idle: 0,
    ksm: { shared: 0 },
    kversion: `Linux ${release.kernel} ${release.kernelBuild}`,
    loadavg: load.averages,
    memory: {
      ...(nine && { available: memory.availableBytes }),
      free: memory.freeBytes,
      total: memory.totalBytes,
      used: memory.usedBytes,
    },
    pveversion: `pve-manager/${release.pve}/${release.repoid}`,
    rootfs: {
      avail: root.availableBytes,
      free: root.totalBytes - root.usedBytes,
      total: root.totalBytes,
      used: root.usedBytes,
    },
    swap: {
      free: memory.swapTotalBytes - memory.swapUsedBytes,
      total: memory.swapTotalBytes,
      used: memory.swapUsedBytes,
    },
    uptime: uptimeOf(node, seconds),
    wait: byDaemon ? load.iowait : 0,
  }
}

const bootEntries = ({ node: { machine, release } }: View): Record<string, Json> => ({
  'boot-info': machine.efi ? { mode: 'efi', secureboot: Number(machine.secureBoot) } : { mode: 'legacy-bios' },
  'current-kernel': { machine: 'x86_64', release: release.kernel, sysname: 'Linux', version: release.kernelBuild },
})

function cpuinfo({ node }: View): Json {
  const { cpu, sockets } = node.machine.model
  return {
    cores: coresOf(node),
    cpus: cpusOf(node),
    ...(node.release.line === '9.2' && { family: String(cpu.family), vendor: cpu.vendor }),
    flags: FLAGS[cpu.vendor],
    hvm: '1',
    mhz: `${cpu.mhz}.000`,
    model: cpu.model,
    sockets,
    user_hz: 100,
  }
}

const versionReply = ({ node: { release } }: View): Record<string, Json> => ({
  release: release.line,
  repoid: release.repoid,
  version: release.pve,
})

function time(view: View): Json {
  const [seconds, timezone] = [Math.floor(view.clock), timezoneOf(view)]
  return { localtime: seconds + offsetSeconds(timezone, seconds), time: seconds, timezone }
}

const services = (view: View): Json =>
  servicesOf(view).map(({ name, description, state, active, enabled }) => ({
    'active-state': active,
    desc: description,
    name,
    service: name,
    state,
    'unit-state': enabled,
  }))

const certificates = (view: View): Json =>
  certificatesOf(view).map(({ filename, fingerprint, pem, spec }) => ({
    filename,
    fingerprint,
    issuer: spec.issuer,
    notafter: spec.notAfter,
    notbefore: spec.notBefore,
    pem,
    'public-key-bits': 256,
    'public-key-type': 'ED25519',
    san: spec.names,
    subject: spec.subject,
  }))

export const HOST_PATHS: readonly Path[] = [
  { template: '/nodes/{node}/status', reply: ({ view }) => nodeStatus(view) },
  { template: '/nodes/{node}/version', reply: ({ view }) => versionReply(view) },
  { template: '/nodes/{node}/time', reply: ({ view }) => time(view) },
  { template: '/nodes/{node}/subscription', reply: ({ view }) => subscriptionReply(view) },
  { template: '/nodes/{node}/services', seconds: 0.2, reply: ({ view }) => services(view) },
  { template: '/nodes/{node}/certificates/info', reply: ({ view }) => certificates(view) },
  {
    template: '/nodes/{node}/apt/update',
    seconds: 2.2,
    reply: ({ view }) => updatesOf(view).map((update) => ({ ...update })),
  },
  {
    template: '/version',
    reply: ({ view }) => ({ console: 'html5', ...versionReply(view) }),
  },
]
