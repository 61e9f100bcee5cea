/** How nodes are reached: over SSH or the API, by which keys, and where their members are. */
export const access = {
  access: {
    way: 'Read over',
    ways: { ssh: 'SSH', api: 'API token', both: 'Both' },
    waysHelp: {
      ssh: 'Reads everything: hardware, temperatures and disk health, too.',
      api: 'Reads what the API of Proxmox VE tells. Hardware, temperatures and disk health need SSH.',
      both: 'The API is read first. SSH adds what the API does not tell.',
    },
    tokenId: 'API token',
    tokenIdHelp: 'User, realm and name of the token, as Proxmox VE shows it.',
    tokenSecret: 'Secret of the token',
    tokenSecretHelp: 'Proxmox VE shows it once, when the token is made.',
    apiPort: 'API port',
    toKnown: 'Open the remote it is known as',
    fromFile:
      'This remote is kept in the file of remotes (PANORAMICA_REMOTES_FILE). Change it there, then send SIGHUP to Panoramica.',
    tokenHow: 'How to make a token that can only read',
    tokenAbout: 'Run this as root on one node of the cluster. The last command prints the secret.',
    tokenAfter:
      'PVEAuditor shows all but pending updates (Sys.Modify) and, up to Proxmox VE 8, guest agents (VM.Monitor). What a token may not read is shown as forbidden, with the privilege.',
    keyHow: 'How to make a key that can only read',
    keyAbout:
      'A gate on the node holds the key to what Panoramica reads: no other command, no terminal, no file transfer. The settings list all of it under Permissions.',
    keySteps: {
      make: 'Make a key pair of its own, on the machine of Panoramica:',
      gate: 'Print the gate, in the folder of Panoramica:',
      copy: 'Copy both to each node, in the place of NODE:',
      install: 'Install the gate, on each node as root:',
      allow: 'Allow the key through the gate only, on one node of the cluster as root:',
    },
    keyAfter: 'Then paste the text of panoramica-key above, with root as the user.',
  },
  trust: {
    title: 'Is this {address}?',
    about: {
      key: 'Panoramica has not seen this host before. Compare the fingerprint of its key before you trust it.',
      certificate:
        'Panoramica has not seen this host before. Compare the fingerprint of its certificate before you trust it.',
      both: 'Panoramica has not seen this host before. Compare both fingerprints before you trust it.',
    },
    changedTitle: {
      key: '{address} shows another key',
      certificate: '{address} shows another certificate',
      both: '{address} shows another key and another certificate',
    },
    changedAbout:
      'It is not what was confirmed before, so nothing is read and nothing secret was sent. Either the node was installed anew or its certificate renewed, or this is another machine.',
    expected: 'Confirmed before:',
    fingerprint: 'The host shows this key ({type}):',
    certificate: 'The host shows this certificate:',
    check: 'Run this on the node itself, at its console. It must print the same fingerprint:',
    confirm: 'It is the same: trust it',
    cancel: 'Cancel',
  },
  place: {
    by: { operator: 'set here', cluster: 'told by its cluster' },
    set: 'Set address',
    setOf: 'Set address of {name}',
    title: 'Where is {name} reached?',
    about: 'For a member whose address in the cluster cannot be reached from here. It is tried before it is kept.',
    address: 'Address',
    wrong: { address: 'Enter the address of the member.', port: 'A port is a number from 1 to 65535.' },
    port: 'SSH port',
    portHelp: 'Empty: the port of the remote, {port}.',
    trying: 'Connecting…',
    reset: 'Reset',
    resetOf: 'Reset the address of {name}?',
    resetAbout: 'It is read again where its cluster says.',
  },
}
