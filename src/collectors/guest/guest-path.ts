import type { GuestSubject } from '../../model/observation.ts'

/** Where PVE's API has a guest. Under the other type's name it does not exist. */
export const guestPath = ({ node, type, vmid }: GuestSubject): string => `/nodes/${node}/${type}/${vmid}`
