import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** The pages that the frame leads to, by the name of their route. One without a page yet is not offered. */
const DESTINATIONS = [
  { name: 'overview', icon: 'i-lucide-layout-dashboard', keys: 'g o' },
  { name: 'nodes', icon: 'i-lucide-server', keys: 'g n' },
  { name: 'guests', icon: 'i-lucide-monitor', keys: 'g g' },
  { name: 'storage', icon: 'i-lucide-database', keys: 'g s' },
  { name: 'network', icon: 'i-lucide-network', keys: 'g w' },
  { name: 'snapshots', icon: 'i-lucide-history', keys: 'g h' },
  { name: 'licenses', icon: 'i-lucide-badge-check', keys: 'g l' },
  { name: 'findings', icon: 'i-lucide-triangle-alert', keys: 'g f' },
  { name: 'remotes', icon: 'i-lucide-plug', keys: 'g r', below: true },
  { name: 'settings', icon: 'i-lucide-settings', keys: 'g t', below: true },
] as const

export function useDestinations() {
  const route = useRoute()
  const router = useRouter()
  const existing = DESTINATIONS.filter(({ name }) => router.hasRoute(name)).map((one) => ({
    ...one,
    label: `nav.${one.name}`,
    path: router.resolve({ name: one.name }).path,
    isBelow: 'below' in one,
  }))
  /** The one that the open page belongs to. */
  const current = computed(() =>
    route.meta.of === undefined
      ? existing.find(({ path }) => route.path === path || route.path.startsWith(`${path}/`))
      : existing.find(({ name }) => name === route.meta.of),
  )
  return { destinations: existing, current }
}
