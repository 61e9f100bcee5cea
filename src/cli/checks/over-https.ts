import { version } from '../../collectors/node/version.ts'
import type { ApiAccess } from '../../model/remote.ts'
import { transportTo } from '../../polling/connect.ts'
import type { Surroundings } from '../../polling/connect.ts'
import { look, ofNode } from '../../polling/look.ts'
import type { Access } from '../../polling/targets.ts'
import { ok, problem, problemOf } from './check.ts'
import type { Check } from './check.ts'

/** Asks a node, or another member of its cluster, for its version with the API token. */
export async function overHttps(
  name: string,
  access: Access,
  api: ApiAccess,
  surroundings: Surroundings,
): Promise<Check[]> {
  const where = `${name} over HTTPS at ${access.address}: `
  const transport = transportTo({ ...access, ssh: null, api }, surroundings)
  try {
    const { observations } = await look(transport, ofNode([version]), surroundings.clock)
    const outcome = observations[0]?.outcome
    if (outcome?.status === 'failed') return [problem(`${where}${outcome.failure.message}`, outcome.failure.hint)]
    const fact = version.fact.safeParse(outcome?.status === 'ok' ? outcome.value : null).data
    return [ok(`${where}PVE ${fact?.pveVersion ?? 'of an unknown version'}, with the token ${api.tokenId}`)]
  } catch (error) {
    return [problemOf(error, where)]
  } finally {
    transport.close()
  }
}
