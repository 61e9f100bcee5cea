/** What each group of operations is about, in the order of the document. */
export const TAGS = {
  dashboard: 'The whole fleet: in numbers, as lists that are filtered, sorted and paged, and searched.',
  nodes: 'Nodes, and everything known of each.',
  guests: 'Virtual machines and containers, and everything known of each.',
  clusters: 'Clusters with their quorum and members; a standalone node counts as one.',
  history: 'What changed, and how things went over time.',
  remotes:
    'The clusters and standalone nodes that were added, with how they are signed in to. Secrets never come back.',
  transcripts: 'What nodes were asked lately and what they said.',
  export: 'Whole lists as files.',
  live: 'What changes, as it changes.',
  'sign-in': 'The ways to sign in, and what people do to their own. A script uses an API token instead.',
  permissions: 'Which rights reading takes, and which of them an account has.',
  users: 'The people who may sign in, for admins.',
  sessions: 'The own sessions.',
  tokens: 'API tokens: sent as `Authorization: Bearer TOKEN`.',
  audit: 'Who did what, for admins.',
  health: 'Whether Panoramica runs, for whatever watches it.',
  metrics: 'Figures for Prometheus.',
} as const satisfies Record<string, string>
