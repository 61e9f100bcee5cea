import type { ClusterItem, List } from '../../src/api/contract.ts'
import { get } from './client.ts'

export const listClusters = (signal: AbortSignal): Promise<List<ClusterItem>> => get('/api/clusters', signal)
