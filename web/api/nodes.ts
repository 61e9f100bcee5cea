import { get, post } from './client.ts'
import type { List } from '../../src/api/contract.ts'
import type { HostDetails, NodeItem } from './shapes.ts'

export const listNodes = (signal: AbortSignal): Promise<List<NodeItem>> => get('/api/nodes', signal)

export const hostDetails = (nodeId: number, signal: AbortSignal): Promise<HostDetails> =>
  get(`/api/nodes/${nodeId}/host-details`, signal)

export const refreshNode = (nodeId: number): Promise<unknown> => post(`/api/nodes/${nodeId}/refresh`)
