import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'
import type { Random } from '../lib/random.ts'
import { Secret } from '../model/secret.ts'
import { StoreError } from './port.ts'

/** Seals secrets so that only the holder of the key can read them, and only in the place they were sealed for. */
export interface Vault {
  /** Tells keys apart without telling anything of them. */
  readonly keyId: string
  /** `place` names whose secret it is and which, for example `remote 7 ssh.password`. */
  seal(secret: Secret, place: string): string
  /** Throws `StoreError` for another key, another place, or a sealed form that was tampered with. */
  open(sealed: string, place: string): Secret
  /** A new secret that nobody can guess. */
  fresh(): Secret
}

export const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const VERSION = 'v1'

export const keyIdOf = (key: Buffer): string =>
  createHash('sha256').update('panoramica key id\0').update(key).digest('hex').slice(0, 8)

/** The place and the sealed form's own head are authenticated too (AES-256-GCM's additional data). */
const authenticated = (head: string, place: string): Buffer => Buffer.from(`${head}\0${place}`)

/** `v1.KEYID.BASE64URL` of nonce, tag and ciphertext. */
export function openVault(key: Buffer, random: Random): Vault {
  if (key.length !== KEY_BYTES) throw new TypeError(`a key has ${KEY_BYTES} bytes, this one has ${key.length}`)
  const keyId = keyIdOf(key)
  const head = `${VERSION}.${keyId}`
  return {
    keyId,
    fresh: () => new Secret(random.bytes(KEY_BYTES).toString('base64url')),
    seal(secret, place) {
      const nonce = random.bytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(authenticated(head, place))
      const text = Buffer.concat([cipher.update(secret.reveal(), 'utf8'), cipher.final()])
      return `${head}.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')}`
    },
    open(sealed, place) {
      const [version, sealedWith, body = ''] = sealed.split('.')
      if (version !== VERSION) throw unreadable(place, 'is sealed in a form this version does not know')
      if (sealedWith !== keyId) throw otherKey(place, sealedWith ?? '', keyId)
      const bytes = Buffer.from(body, 'base64url')
      const nonce = bytes.subarray(0, NONCE_BYTES)
      const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
        decipher.setAAD(authenticated(head, place)).setAuthTag(tag)
        const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
        return new Secret(text.toString('utf8'))
      } catch (cause) {
        throw unreadable(place, 'was changed or moved since it was sealed', cause)
      }
    },
  }
}

/** The id of the key that something was sealed with. */
export const sealedBy = (sealed: string): string => sealed.split('.')[1] ?? ''

/** A secret that only the holder of another one can make again: one for each purpose. */
export function derived(from: Secret, purpose: string): Secret {
  const bytes = hkdfSync('sha256', from.reveal(), Buffer.alloc(0), `panoramica ${purpose}`, KEY_BYTES)
  return new Secret(Buffer.from(bytes).toString('base64url'))
}

const unreadable = (place: string, what: string, cause?: unknown): StoreError =>
  new StoreError(`the secret of ${place} ${what}`, 'Enter it again, or restore the store from a backup.', { cause })

const otherKey = (place: string, sealedWith: string, keyId: string): StoreError =>
  new StoreError(
    `the secret of ${place} was sealed with another key (${sealedWith}, this one is ${keyId})`,
    'Put back the key file that belongs to this store.',
  )
