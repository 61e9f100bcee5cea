import type { RemoteItem } from '../state/remotes.ts'
import { say } from '../state/language.ts'
import { show } from '../state/formats.ts'
import type { Column } from '../table/column.ts'

/** What needs someone comes first. */
const STATE_ORDER = ['stopped', 'silent', 'partly', 'never', 'connected']

const onlineOf = ({ members }: RemoteItem): number => members.filter(({ status }) => status === 'online').length

export const REMOTE_COLUMNS: readonly Column<RemoteItem>[] = [
  { id: 'name', label: 'remotes.name', width: 170, heading: true, value: ({ name }) => name },
  {
    id: 'state',
    label: 'remotes.state',
    width: 424,
    value: ({ state }) => STATE_ORDER.indexOf(state.word),
    fields: { state: ({ state }) => state.word, reason: ({ state }) => state.worst?.obstacle.reason },
  },
  {
    id: 'members',
    label: 'remotes.members',
    width: 210,
    value: ({ members }) => members.length,
    fields: { members: ({ members }) => members.length, members_online: onlineOf },
  },
  {
    id: 'cluster',
    label: 'remotes.cluster',
    width: 150,
    value: ({ cluster }) => cluster,
    text: ({ cluster }) => cluster ?? say('node.standalone'),
  },
  {
    id: 'site',
    label: 'remotes.site',
    width: 100,
    extra: true,
    value: ({ site }) => site,
    text: ({ site }) => site ?? say('remotes.noSite'),
  },
  { id: 'address', label: 'remotes.address', width: 140, value: ({ address }) => address },
  { id: 'user', label: 'remotes.user', width: 90, value: ({ ssh }) => ssh?.username },
  { id: 'port', label: 'remotes.port', width: 80, numeric: true, extra: true, value: ({ ssh }) => ssh?.port },
  {
    id: 'added',
    label: 'remotes.added',
    width: 120,
    extra: true,
    value: (remote) => Date.parse(remote.added_at),
    text: (remote) => show.day(remote.added_at),
    fields: { added_at: (remote) => remote.added_at },
  },
]
