/** What somebody may do, the least first: a viewer looks, an admin also changes. */
export const ROLES = ['viewer', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** Whether a role covers what another one may do. */
export const covers = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed)

export const lesserOf = (one: Role, other: Role): Role => (covers(one, other) ? other : one)
