import { computed, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { RouteLocationRaw } from 'vue-router'
import { useDestinations } from './destinations.ts'
import { useGuests } from './guests.ts'
import { useNodes } from './nodes.ts'
import { guestName } from './words.ts'

/** Somewhere to go by typing its name. */
export interface Jump {
  readonly id: string | number
  readonly label: string
  /** What else it is known by. */
  readonly about: string
  readonly to: RouteLocationRaw
}

interface JumpSource {
  /** Key of its name in the languages. */
  readonly title: string
  readonly jumps: Readonly<Ref<readonly Jump[]>>
}

function usePageJumps(): JumpSource {
  const { t } = useI18n()
  const { destinations } = useDestinations()
  const jumps = computed(() =>
    destinations.map(({ name, label, keys }) => ({ id: name, label: t(label), about: keys, to: { name } })),
  )
  return { title: 'palette.pages', jumps }
}

function useNodeJumps(): JumpSource {
  const { data } = useNodes()
  const jumps = computed(() =>
    (data.value?.items ?? []).map(({ node_id, name, cluster, address }) => ({
      id: node_id,
      label: name,
      about: [cluster, address].filter((part) => part !== null && part !== name).join(' · '),
      to: { name: 'node', params: { id: node_id } },
    })),
  )
  return { title: 'nav.nodes', jumps }
}

/** By name, number, address or tag. */
function useGuestJumps(): JumpSource {
  const { t } = useI18n()
  const { data } = useGuests()
  const jumps = computed(() =>
    (data.value?.items ?? []).map((guest) => ({
      id: `${guest.remote_id}/${guest.vmid}`,
      label: guestName(guest, t),
      about: [guest.vmid, guest.node, ...(guest.ip_addresses ?? []), ...(guest.tags ?? [])].join(' · '),
      to: { name: 'guest', params: { id: guest.node_id, vmid: guest.vmid } },
    })),
  )
  return { title: 'nav.guests', jumps }
}

/** All that the palette finds, in this order. */
export const JUMP_SOURCES: readonly (() => JumpSource)[] = [usePageJumps, useNodeJumps, useGuestJumps]
