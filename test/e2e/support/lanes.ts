/** Each in one lane; all others are in `reading`. */
const SPECS = {
  switching: ['buffer', 'checkpoints', 'compare', 'feed', 'firstRun', 'opened', 'strategy'],
  failing: ['connection', 'http', 'login', 'outage', 'proxy', 'shutdown', 'states', 'watch'],
} as const;

export type Lane = keyof typeof SPECS | 'reading';

const filesOf = (specs: readonly string[]): string[] => specs.map((spec) => `${spec}.spec.ts`);

/**
 * Lanes run side by side, as Playwright's projects. `switching` changes its system, so its specs run one at a time;
 * `failing` breaks processes of its own; `reading`, which has all other specs, leaves its system as it is.
 */
export const LANES: readonly { name: Lane; workers: number; testMatch?: string[]; testIgnore?: string[] }[] =
  [
    { name: 'switching', workers: 1, testMatch: filesOf(SPECS.switching) },
    { name: 'failing', workers: 1, testMatch: filesOf(SPECS.failing) },
    { name: 'reading', workers: 2, testIgnore: filesOf(Object.values(SPECS).flat()) },
  ];
