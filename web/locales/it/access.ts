import type { access as english } from '../en/access.ts'

/** How nodes are reached: over SSH or the API, by which keys, and where their members are. */
export const access: typeof english = {
  access: {
    way: 'Leggi tramite',
    ways: { ssh: 'SSH', api: 'Token API', both: 'Entrambi' },
    waysHelp: {
      ssh: 'Legge tutto: anche hardware, temperature e salute dei dischi.',
      api: 'Legge ciò che dice l’API di Proxmox VE. Hardware, temperature e salute dei dischi richiedono SSH.',
      both: 'Prima si legge l’API. SSH aggiunge ciò che l’API non dice.',
    },
    tokenId: 'Token API',
    tokenIdHelp: 'Utente, realm e nome del token, come li mostra Proxmox VE.',
    tokenSecret: 'Segreto del token',
    tokenSecretHelp: 'Proxmox VE lo mostra una volta sola, quando il token viene creato.',
    apiPort: 'Porta dell’API',
    toKnown: 'Apri la connessione con cui è già noto',
    fromFile:
      'Questa connessione sta nel file delle connessioni (PANORAMICA_REMOTES_FILE). Cambiala lì, poi manda SIGHUP a Panoramica.',
    tokenHow: 'Come creare un token che può solo leggere',
    tokenAbout: 'Esegui questi comandi come root su un nodo del cluster. L’ultimo stampa il segreto.',
    tokenAfter:
      'PVEAuditor mostra tutto tranne gli aggiornamenti in attesa (Sys.Modify) e, fino a Proxmox VE 8, gli agenti degli ospiti (VM.Monitor). Ciò che un token non può leggere appare come vietato, con il privilegio.',
    keyHow: 'Come creare una chiave che può solo leggere',
    keyAbout:
      'Un cancello sul nodo limita la chiave a ciò che Panoramica legge: nessun altro comando, nessun terminale, nessun trasferimento di file. Le impostazioni lo elencano tutto sotto Permessi.',
    keySteps: {
      make: 'Crea una coppia di chiavi apposita, sulla macchina di Panoramica:',
      gate: 'Stampa il cancello, nella cartella di Panoramica:',
      copy: 'Copia entrambi su ogni nodo, al posto di NODE:',
      install: 'Installa il cancello, su ogni nodo come root:',
      allow: 'Ammetti la chiave solo attraverso il cancello, su un nodo del cluster come root:',
    },
    keyAfter: 'Poi incolla qui sopra il testo di panoramica-key, con root come utente.',
  },
  trust: {
    title: 'È davvero {address}?',
    about: {
      key: 'Panoramica non ha mai visto questo host. Confronta l’impronta della sua chiave prima di fidarti.',
      certificate:
        'Panoramica non ha mai visto questo host. Confronta l’impronta del suo certificato prima di fidarti.',
      both: 'Panoramica non ha mai visto questo host. Confronta entrambe le impronte prima di fidarti.',
    },
    changedTitle: {
      key: '{address} mostra un’altra chiave',
      certificate: '{address} mostra un altro certificato',
      both: '{address} mostra un’altra chiave e un altro certificato',
    },
    changedAbout:
      'Non è ciò che è stato confermato prima: perciò non si legge nulla, e nulla di segreto è stato inviato. O il nodo è stato reinstallato o il suo certificato rinnovato, o questa è un’altra macchina.',
    expected: 'Confermato prima:',
    fingerprint: 'L’host mostra questa chiave ({type}):',
    certificate: 'L’host mostra questo certificato:',
    check: 'Esegui questo comando sul nodo stesso, alla sua console. Deve stampare la stessa impronta:',
    confirm: 'È la stessa: fidati',
    cancel: 'Annulla',
  },
  place: {
    by: { operator: 'impostato qui', cluster: 'detto dal suo cluster' },
    set: 'Imposta indirizzo',
    setOf: 'Imposta indirizzo di {name}',
    title: 'Dove si raggiunge {name}?',
    about:
      'Per un membro il cui indirizzo nel cluster non è raggiungibile da qui. Viene provato prima di essere salvato.',
    address: 'Indirizzo',
    wrong: { address: 'Scrivi l’indirizzo del membro.', port: 'Una porta è un numero da 1 a 65535.' },
    port: 'Porta SSH',
    portHelp: 'Vuota: la porta della connessione, {port}.',
    trying: 'Connessione…',
    reset: 'Ripristina',
    resetOf: 'Ripristina l’indirizzo di {name}?',
    resetAbout: 'Viene di nuovo letto dove dice il suo cluster.',
  },
}
