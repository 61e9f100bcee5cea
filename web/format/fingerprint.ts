/** A certificate's fingerprint as PVE writes it, `AA:BB:…`, from `SHA256:` and base64. */
export function asPveWrites(sha256: string): string {
  if (!/^SHA256:[A-Za-z0-9+/]{43}$/.test(sha256)) return sha256
  const bytes = Uint8Array.from(atob(sha256.replace('SHA256:', '')), (letter) => letter.charCodeAt(0))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':')
}

/** How the administrator reads the same fingerprint on the node itself. */
export function fingerprintCommand(keyType: string): string {
  if (keyType === 'tls') return 'pvenode cert info'
  const kind = /ed25519|ecdsa|rsa/.exec(keyType)?.[0] ?? 'ed25519'
  return `ssh-keygen -lf /etc/ssh/ssh_host_${kind}_key.pub`
}
