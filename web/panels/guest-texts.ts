import type { GuestItem } from '../api/shapes.ts'
import { show } from '../state/formats.ts'

/** A guest that is stopped moves nothing, which is known. */
const whileOn = ({ status }: GuestItem, text: string | null): string | null => (status === 'stopped' ? '' : text)

export const trafficText = (guest: GuestItem): string | null => whileOn(guest, show.rate(guest.net_bps))

export const uptimeText = (guest: GuestItem): string | null => whileOn(guest, show.duration(guest.uptime_seconds))
