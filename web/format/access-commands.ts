/** The token that the commands make. */
export const OUR_TOKEN = 'panoramica@pve!panoramica'

/** As root on one node of the cluster: a user who may look, and a token of theirs (pveum(1)). */
export const TOKEN_COMMANDS = [
  "pveum user add panoramica@pve --comment 'Panoramica'",
  'pveum acl modify / --users panoramica@pve --roles PVEAuditor',
  'pveum user token add panoramica@pve panoramica --privsep 0',
] as const

/** What each is for has its text under `access.keySteps`. */
export const KEY_COMMANDS = {
  make: "ssh-keygen -t ed25519 -N '' -C panoramica -f panoramica-key",
  gate: 'npm run -s panoramica -- gate --public-key panoramica-key.pub > panoramica-gate',
  copy: 'scp panoramica-gate panoramica-key.pub root@NODE:',
  install: 'install -m 755 panoramica-gate /usr/local/sbin/panoramica-gate',
  allow:
    'echo "restrict,command=\\"/usr/local/sbin/panoramica-gate\\" $(cat panoramica-key.pub)" >> /etc/pve/priv/authorized_keys',
} as const
