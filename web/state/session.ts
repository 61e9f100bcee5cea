import { computed, readonly, shallowRef } from 'vue'
import type { Identity } from '../../src/api/contract.ts'
import { codeOf } from '../api/client.ts'
import { whoIsSignedIn } from '../api/sign-in.ts'

const known = shallowRef<Identity | null>()

/** Who is signed in; null for nobody, undefined as long as the server did not say. */
export const session = readonly(known)

export const isAdmin = computed(() => known.value?.role === 'admin')

/** A server that does not answer leaves it as it was. */
export async function learnSession(): Promise<void> {
  try {
    known.value = await whoIsSignedIn()
  } catch (error) {
    if (codeOf(error) === 'unauthenticated') known.value = null
  }
}

export function forgetSession(): void {
  known.value = null
}
