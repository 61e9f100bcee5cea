import { z } from 'zod'

/** `/etc/pve/.vmlist`, written by pmxcfs (status.c): which guest is configured on which node, by vmid. */
export const vmlistFile = z.object({
  ids: z.record(z.string().regex(/^[1-9]\d{2,8}$/), z.object({ node: z.string(), type: z.enum(['qemu', 'lxc']) })),
})
export type Vmlist = z.infer<typeof vmlistFile>
