/** The kinds of writes, apart from price points: a token itself, and its groups of columns. */
export const WRITE_KINDS = ['create', 'market', 'pool', 'migration', 'score', 'holders', 'metadata'] as const;
export type WriteKind = (typeof WRITE_KINDS)[number];

/** Those whose latency the overview shows and the scorecard judges. */
export const LATENCY_KINDS = ['market', 'create', 'pool', 'score'] as const satisfies readonly WriteKind[];
export type LatencyKind = (typeof LATENCY_KINDS)[number];
