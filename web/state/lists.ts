import { useQuery } from '@tanstack/vue-query'
import { listFindings, listLicenses, listSnapshots } from '../api/lists.ts'
import { POLL } from './read-now.ts'

/** A list may be long: neither made reactive in depth nor compared with the one before. */
const LONG = { shallow: true, structuralSharing: false } as const

export const useSnapshots = () =>
  useQuery({ queryKey: ['snapshots'], queryFn: ({ signal }) => listSnapshots(signal), refetchInterval: POLL, ...LONG })

export const useLicenses = () =>
  useQuery({ queryKey: ['licenses'], queryFn: ({ signal }) => listLicenses(signal), refetchInterval: POLL, ...LONG })

export const useFindings = () =>
  useQuery({
    queryKey: ['findings'],
    queryFn: ({ signal }) => listFindings(signal),
    meta: { live: { patch: 'finding' } },
    ...LONG,
  })
