import { z } from 'zod'
import { Absent } from '../../model/failure.ts'
import { parseSectionConfig } from '../../pve/section-config.ts'
import type { FileName } from '../catalogue.ts'
import type { Sources } from './route.ts'
import { parseJson } from './sources.ts'

const MANAGER_STATUS = '/etc/pve/ha/manager_status'
const RESOURCES = '/etc/pve/ha/resources.cfg'
export const HA_FILES: readonly FileName[] = [MANAGER_STATUS, RESOURCES]

const managerStatus = z.object({ service_status: z.record(z.string(), z.object({ state: z.string() })).optional() })

/** The state of HA services by their id (`vm:100`): what the manager made of them, else what is wanted (API2/Cluster.pm). */
export function haStates(sources: Sources): ReadonlyMap<string, string> {
  const states = new Map<string, string>()
  for (const { type, id, properties } of parseSectionConfig(textOrNone(sources, RESOURCES))) {
    const wanted = properties.get('state')
    if (typeof wanted === 'string') states.set(`${type}:${id}`, wanted)
  }
  const text = textOrNone(sources, MANAGER_STATUS)
  const { service_status: services = {} } = text === '' ? {} : parseJson(text, managerStatus, MANAGER_STATUS)
  for (const [sid, { state }] of Object.entries(services)) states.set(sid, state)
  return states
}

/** PVE writes these files once HA is used. */
function textOrNone(sources: Sources, name: FileName): string {
  try {
    return sources.file(name)
  } catch (error) {
    if (error instanceof Absent) return ''
    throw error
  }
}
