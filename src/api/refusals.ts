import type { Refusal } from '../model/desk.ts'
import { failureProblem, Problem } from './problems.ts'

/** Why a host could not be used, as the problem that says so. */
export function refusalProblem(refusal: Refusal): Problem {
  switch (refusal.kind) {
    case 'untrusted':
      return untrustedProblem(refusal)
    case 'not-pve':
      return new Problem('not-pve', refusal.message || 'The host answers, but it does not run Proxmox VE.', {
        hint: 'Give the address of a Proxmox VE node.',
      })
    case 'failed':
      return failureProblem(refusal.failure)
  }
}

const HOW_TO_CHECK =
  'Compare it with what ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub says on the node (use the file of the same key ' +
  'type), then send the same request with it as ssh.host_key_sha256.'

function untrustedProblem({ fingerprints, expected }: Extract<Refusal, { kind: 'untrusted' }>): Problem {
  const detail =
    expected === null
      ? 'Nobody confirmed the host key yet. Nothing secret was sent.'
      : 'The host key is not the one that was confirmed. Nothing secret was sent.'
  return new Problem('untrusted', detail, {
    hint: HOW_TO_CHECK,
    members: { fingerprints: [...fingerprints], expected },
  })
}
