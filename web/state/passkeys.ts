import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { listPasskeys, removePasskey, renamePasskey } from '../api/account.ts'
import { addPasskey } from '../api/passkeys.ts'

const KEY = ['passkeys'] as const

/** The own passkeys, and what can be done with them. */
export function usePasskeys() {
  const client = useQueryClient()
  const { data: passkeys, error } = useQuery({ queryKey: KEY, queryFn: ({ signal }) => listPasskeys(signal) })
  const act = <Asked, Reply>(mutationFn: (asked: Asked) => Promise<Reply>) =>
    useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: KEY }) })
  return {
    passkeys,
    error,
    add: act(addPasskey),
    rename: act(({ id, name }: { id: string; name: string }) => renamePasskey(id, name)),
    remove: act(removePasskey),
  }
}
