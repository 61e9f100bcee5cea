import { z } from 'zod'
import { amount, text, unknownOr } from '../../pve/reply.ts'
import { looseBoolean } from '../../pve/loose.ts'
import { collector, MINUTES } from '../collector.ts'

const fact = z.object({
  pveVersion: z.string().nullable().describe('version of pve-manager, for example 8.4.21'),
  kernelVersion: z.string().nullable().describe('release of the running kernel'),
  uptimeSeconds: z.number().nullable().describe('seconds since the node started'),
  bootMode: z
    .enum(['efi', 'legacy-bios'])
    .nullable()
    .describe('how the firmware started the node; PVE 8 and later say it'),
  secureBoot: z.boolean().nullable().describe('whether secure boot is on; null unless the node started with EFI'),
})
type Version = z.infer<typeof fact>

/** `GET /nodes/{node}/status`: `boot-info` and `current-kernel` exist from PVE 8 on; before, `kversion` holds the kernel. */
const status = z.object({
  pveversion: unknownOr(text),
  kversion: unknownOr(text),
  uptime: unknownOr(amount),
  'current-kernel': unknownOr(z.object({ release: unknownOr(text) })),
  'boot-info': unknownOr(z.object({ mode: unknownOr(text), secureboot: unknownOr(looseBoolean) })),
})

/** The reply as a fact. `pveversion` reads `pve-manager/8.4.21/2606ac850d46da29`; `kversion` reads `Linux 6.8.12-9-pve #1 …`. */
function parseVersion(reply: z.infer<typeof status>): Version {
  const boot = reply['boot-info']
  const mode = boot?.mode
  return {
    pveVersion: /^pve-manager\/([^/\s]+)/.exec(reply.pveversion ?? '')?.[1] ?? null,
    kernelVersion: reply['current-kernel']?.release ?? /^Linux (\S+)/.exec(reply.kversion ?? '')?.[1] ?? null,
    uptimeSeconds: reply.uptime,
    bootMode: mode === 'efi' || mode === 'legacy-bios' ? mode : null,
    secureBoot: mode === 'efi' ? (boot?.secureboot ?? null) : null,
  }
}

export const version = collector({
  name: 'version',
  title: 'Version, kernel, uptime and boot mode',
  scope: 'node',
  every: 10 * MINUTES,
  needs: ['pve'],
  fact,
  async collect({ pve }, { node }) {
    return parseVersion(await pve.get(`/nodes/${node}/status`, status))
  },
})
