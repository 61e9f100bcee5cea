import { join } from 'node:path'
import { systemRandom } from '../../src/lib/random.ts'
import { Secret } from '../../src/model/secret.ts'
import { openStore } from '../../src/store/open.ts'
import type { Places } from '../../src/store/open.ts'
import type { NewRemote } from '../../src/store/port.ts'

/** Where a store and its key are in a folder of a test. */
export const placesIn = (folder: string): Places => ({
  dataDir: join(folder, 'data'),
  masterKeyFile: join(folder, 'keys', 'master.key'),
})

/** A remote with two secrets that hold its name. */
export const remoteWithSecrets = (name: string): NewRemote => ({
  name,
  address: `${name}.example`,
  cluster: null,
  ssh: {
    port: 22,
    username: 'root',
    privateKey: new Secret(`KEY-OF-${name}`),
    passphrase: new Secret(`PASSPHRASE-OF-${name}`),
    password: null,
    useAgent: false,
    sudo: false,
  },
  api: null,
  pins: [],
  site: null,
  fromFile: false,
  addedAt: 1,
})

/** Makes a store with remotes of these names. */
export async function storeWith(places: Places, ...names: string[]): Promise<void> {
  const store = await openStore(places, systemRandom)
  for (const name of names) await store.addRemote(remoteWithSecrets(name))
  await store.close()
}

/** All that a store keeps secret, in the clear. */
export async function secretsAt(places: Places): Promise<string[]> {
  const store = await openStore(places, systemRandom)
  const remotes = await store.remotes()
  const own = store.secretFor('test').reveal()
  await store.close()
  return [own, ...remotes.flatMap(({ ssh }) => [ssh?.privateKey?.reveal() ?? '', ssh?.passphrase?.reveal() ?? ''])]
}
