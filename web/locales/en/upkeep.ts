/** What has to be looked after: snapshots, licences and findings of the whole fleet, and lists of nothing. */
export const upkeep = {
  snapshotList: {
    title: 'Snapshots',
    none: 'No guest has a snapshot.',
    noneHint:
      'One that is taken in Proxmox VE, on the Snapshots page of a guest, appears here with the next look at its node.',
    guest: 'Guest',
    age: 'Age',
    read: 'Last read',
    parent: 'Goes back to',
    old: 'Older than 30 days',
    noSize: 'Only ZFS tells what a snapshot takes.',
    noTime: 'Proxmox VE does not know when it was taken.',
  },
  licenseList: {
    title: 'Licences',
    none: 'No node was read yet.',
    without:
      'No node has a subscription. Proxmox VE runs without one; one gives support and the packages of the enterprise repository.',
  },
  finding: {
    level: 'Level',
    subject: 'About',
    text: 'What it is',
    hint: 'What to do',
    since: 'Since',
    source: 'Source',
    kind: 'Kind',
    of: { cluster: 'Cluster', node: 'Node', guest: 'Guest' },
  },
  empty: {
    firstLook: 'It appears here as soon as the first look at a node is over.',
    guests: 'One that is made in Proxmox VE appears here with the next look at its node.',
    remotes: 'How the remotes do',
    demo: 'Nothing at hand to add? This shows a simulated fleet:',
  },
}
