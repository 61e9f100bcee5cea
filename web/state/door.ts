import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { type Router, useRoute, useRouter } from 'vue-router'
import { codeOf } from '../api/client.ts'
import { signOut } from '../api/sign-in.ts'
import { forgetSession, learnSession, session } from './session.ts'
import { wayBack } from './way-back.ts'

const doorFor = (path: string) => ({ name: 'sign-in', query: { to: path } })

/** Nobody who is not signed in sees a page but to sign in; who is does not see that one. */
export function keepDoor(router: Router): void {
  router.beforeEach(async ({ name, meta, query, fullPath }) => {
    if (session.value === undefined && name !== 'setup') await learnSession()
    if (!meta.door) return session.value !== null || doorFor(fullPath)
    return name === 'sign-in' && session.value ? wayBack(query['to']) : true
  })
}

/** What a session that ended, or a role that changed, has the server say to any page. */
export const heedRefusals =
  (router: Router) =>
  (error: Error): void => {
    const code = codeOf(error)
    if (code === 'not-allowed') void learnSession()
    if (code !== 'unauthenticated' || session.value === null) return
    forgetSession()
    void router.push(doorFor(router.currentRoute.value.fullPath))
  }

/** Takes whoever has just signed in to where they were going, with nothing left of somebody before them. */
export function useEntering(): () => Promise<void> {
  const client = useQueryClient()
  const route = useRoute()
  const router = useRouter()
  return async () => {
    client.clear()
    await learnSession()
    await router.replace(wayBack(route.query['to']))
  }
}

export function useLeaving() {
  const client = useQueryClient()
  const router = useRouter()
  return useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      forgetSession()
      await router.push({ name: 'sign-in' })
      client.clear()
    },
  })
}
