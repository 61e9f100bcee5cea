import { FailureError } from '../../model/failure.ts'
import type { SshAccess } from '../../model/remote.ts'
import type { Surroundings } from '../../polling/connect.ts'
import { sshTarget } from '../../polling/targets.ts'
import type { Access } from '../../polling/targets.ts'
import { parsePveversion } from '../../pve/pveversion.ts'
import { PROGRAMS } from '../../transport/catalogue.ts'
import type { Program } from '../../transport/catalogue.ts'
import { identify } from '../../transport/identify.ts'
import { programOutput } from '../../transport/shell.ts'
import { sshLink } from '../../transport/ssh.ts'
import type { SshLink } from '../../transport/ssh.ts'
import { ok, problem, problemOf, warning } from './check.ts'
import type { Check } from './check.ts'

/** Signs in to a node and asks for its version, with whose rights that is, and which packages are there. */
export async function overSsh(
  name: string,
  access: Access,
  ssh: SshAccess,
  surroundings: Surroundings,
): Promise<Check[]> {
  const { clock, random, agent } = surroundings
  const where = `${name} at ${access.address}: `
  const link = sshLink(sshTarget(access, ssh, agent), { clock, random })
  try {
    const { product, reason } = await identify(link)
    if (product === null) return [problem(`${where}${reason ?? 'no node of Proxmox VE'}`, 'Remove this remote.')]
    return await ofPve(where, ssh, link)
  } catch (error) {
    return [problemOf(error, where)]
  } finally {
    link.close()
  }
}

async function ofPve(where: string, { username, sudo }: SshAccess, link: SshLink): Promise<Check[]> {
  const names = ['identify', 'pveversion', 'installed-packages'] as const
  const replies = await link.exchange(names.map((name) => ({ kind: 'program', name })))
  const [who = '', version = '', packages = ''] = names.map((name, index) => {
    const reply = replies[index] ?? new FailureError('bug', 'a section was left without a reply')
    return programOutput(name, reply).stdout
  })
  const isRoot = /^uid 0$/m.test(who)
  const gate = link.gated() ? ', through the gate' : ''
  const what = `${where}PVE ${parsePveversion(version)?.version ?? 'of an unknown version'}, signed in as ${username}`
  if (!isRoot && !sudo)
    return [
      warning(
        `${what} without sudo${gate}`,
        'PVE answers root only: allow `sudo -n` for this user, and say so in the remote.',
      ),
    ]
  return [ok(`${what}${isRoot ? '' : ' with sudo'}${gate}`), ...lacking(where, packages)]
}

const WANTED = new Set(Object.values(PROGRAMS).flatMap((program: Program) => program.package ?? []))

/** Of the packages whose commands we read those that a node does not have. `installed`: `NAME VERSION` lines. */
function lacking(where: string, installed: string): Check[] {
  const missing = WANTED.difference(new Set(installed.split('\n').map((line) => line.split(' ', 1)[0] ?? '')))
  if (missing.size === 0) return []
  const names = [...missing].sort()
  return [warning(`${where}without ${names.join(', ')}: what they tell is missing`, `apt install ${names.join(' ')}`)]
}
