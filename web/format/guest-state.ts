interface Guest {
  readonly status: 'running' | 'stopped' | 'paused' | 'unknown'
  readonly template: boolean | null
}

export type GuestState = Guest['status'] | 'template'

/** PVE has a template for a guest that is stopped. */
export const guestState = ({ status, template }: Guest): GuestState => (template === true ? 'template' : status)

/** What needs someone comes first. */
export const GUEST_STATES: readonly GuestState[] = ['unknown', 'paused', 'running', 'stopped', 'template']
