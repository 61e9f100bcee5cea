import type { upkeep as english } from '../en/upkeep.ts'

/** What has to be looked after: snapshots, licences and findings of the whole fleet, and lists of nothing. */
export const upkeep: typeof english = {
  snapshotList: {
    title: 'Snapshot',
    none: 'Nessuna VM e nessun container ha snapshot.',
    noneHint:
      'Quelli fatti in Proxmox VE, nella pagina Snapshot di una VM o di un container, appaiono qui alla prossima lettura del nodo.',
    guest: 'VM o container',
    age: 'Età',
    read: 'Ultima lettura',
    parent: 'Deriva da',
    old: 'Oltre 30 giorni',
    noSize: 'Solo ZFS dice quanto occupa uno snapshot.',
    noTime: 'Proxmox VE non sa quando è stato fatto.',
  },
  licenseList: {
    title: 'Licenze',
    none: 'Nessun nodo è stato ancora letto.',
    without:
      'Nessun nodo ha una licenza. Proxmox VE funziona anche senza; una licenza dà assistenza e i pacchetti del repository enterprise.',
  },
  finding: {
    level: 'Livello',
    subject: 'Riguarda',
    text: 'Che cosa',
    hint: 'Che fare',
    since: 'Da',
    source: 'Fonte',
    kind: 'Genere',
    of: { cluster: 'Cluster', node: 'Nodo', guest: 'VM o container' },
  },
  empty: {
    firstLook: 'Apparirà qui appena finita la prima lettura di un nodo.',
    guests: 'Quelli creati in Proxmox VE appaiono qui alla prossima lettura del loro nodo.',
    remotes: 'Come stanno le connessioni',
    demo: 'Niente da aggiungere per ora? Questo mostra dei nodi simulati:',
  },
}
