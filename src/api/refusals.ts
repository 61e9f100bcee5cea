import type { Fingerprint, Refusal } from '../model/desk.ts'
import { asPveWrites } from '../model/fingerprint.ts'
import { failureProblem, Problem } from './problems.ts'

/** Why a host could not be used, as the problem that says so. `parameter`: where a host key is confirmed. */
export function refusalProblem(refusal: Refusal, parameter = 'ssh.host_key_sha256'): Problem {
  switch (refusal.kind) {
    case 'untrusted':
      return untrustedProblem(refusal, parameter)
    case 'not-pve':
      return new Problem('not-pve', refusal.message || 'The host answers, but it does not run Proxmox VE.', {
        hint: 'Give the address of a Proxmox VE node.',
      })
    case 'failed':
      return failureProblem(refusal.failure)
  }
}

const HOW_TO_CHECK_KEY =
  'Compare the host key with what ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub says on the node (use the file of the ' +
  'same key type), then send the same request with it as '

const HOW_TO_CHECK_CERTIFICATE =
  'Compare the certificate with what pvenode cert info says on the node, then send the same request with it as ' +
  'api.fingerprint_sha256.'

function untrustedProblem(
  { fingerprints, expected }: Extract<Refusal, { kind: 'untrusted' }>,
  parameter: string,
): Problem {
  const certificate = fingerprints.some(({ type }) => type === 'tls')
  const hostKey = fingerprints.some(({ type }) => type !== 'tls')
  const what = [...(hostKey ? ['host key'] : []), ...(certificate ? ['certificate'] : [])].join(' and the ')
  const detail =
    expected === null
      ? `Nobody confirmed the ${what} yet. Nothing secret was sent.`
      : `The ${what} is not the one that was confirmed. Nothing secret was sent.`
  const hints = [
    ...(hostKey ? [`${HOW_TO_CHECK_KEY}${parameter}.`] : []),
    ...(certificate ? [HOW_TO_CHECK_CERTIFICATE] : []),
  ]
  return new Problem('untrusted', detail, {
    hint: hints.join(' '),
    members: { fingerprints: fingerprints.map(shownFingerprint), expected },
  })
}

/** A certificate is shown as PVE writes its fingerprint, too. */
const shownFingerprint = ({ type, sha256 }: Fingerprint) => ({
  type,
  sha256,
  ...(type === 'tls' && { hex: asPveWrites(sha256) }),
})
