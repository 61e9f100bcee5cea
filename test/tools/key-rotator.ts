import { writeSync } from 'node:fs'
import { systemRandom } from '../../src/lib/random.ts'
import { rotateKey } from '../../src/store/rotation.ts'

/** Rotates the key of a store until it is killed, and says each key it made: `node key-rotator.ts DATA_DIR KEY_FILE`. */
const [dataDir = '', masterKeyFile = ''] = process.argv.slice(2)

for (;;) {
  const { keyId } = await rotateKey({ dataDir, masterKeyFile }, systemRandom)
  writeSync(process.stdout.fd, `${keyId}\n`)
}
