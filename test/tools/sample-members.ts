import { cluster } from '../../src/collectors/cluster/cluster.ts'
import type { Observation } from '../../src/model/observation.ts'
import { read } from './kept.ts'

/** What a member of `prod` says of it, at a time: which members it sees. */
export const membersSeen = (online: Readonly<Record<string, boolean>>, at: number, quorate = true): Observation =>
  read(
    cluster,
    {
      name: 'prod',
      quorate,
      version: 2,
      expectedVotes: Object.keys(online).length,
      members: Object.entries(online).map(([name, isOnline], index) => ({
        name,
        nodeId: index + 1,
        online: isOnline,
        ip: null,
        level: null,
        local: false,
      })),
    },
    at,
  )
