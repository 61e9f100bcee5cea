import { get, post } from './client.ts'

/** Browsers offer them over HTTPS and on localhost only. */
export const knowsPasskeys = (): boolean =>
  'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential

/** Null where whoever was asked did not want to. */
async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await ask()) as PublicKeyCredential | null
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotAllowedError') return null
    throw error
  }
}

/** Why no passkey was made. */
export type NoPasskey = 'declined' | 'known'

/** Makes one and keeps it under a name; says why not where the device has one already, or was told no. */
export async function addPasskey(name: string): Promise<NoPasskey | null> {
  const options = await get<PublicKeyCredentialCreationOptionsJSON>('/api/auth/passkey/generate-register-options')
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
  try {
    const credential = await asked(() => navigator.credentials.create({ publicKey }))
    if (!credential) return 'declined'
    await post('/api/auth/passkey/verify-registration', { response: credential.toJSON() as unknown, name: name.trim() })
    return null
  } catch (error) {
    if (error instanceof DOMException && error.name === 'InvalidStateError') return 'known'
    throw error
  }
}

/** Whether somebody is signed in. */
export async function signInWithPasskey(): Promise<boolean> {
  const options = await get<PublicKeyCredentialRequestOptionsJSON>('/api/auth/passkey/generate-authenticate-options')
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  const credential = await asked(() => navigator.credentials.get({ publicKey }))
  if (!credential) return false
  await post('/api/auth/passkey/verify-authentication', { response: credential.toJSON() as unknown })
  return true
}
