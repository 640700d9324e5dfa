import { fileURLToPath } from 'node:url';

/** Arguments of a Node that runs what `npm run NAME` does. */
export const runsCommand = (name: string, ...args: readonly string[]): string[] => [
  fileURLToPath(new URL('../../scripts/run.mjs', import.meta.url)),
  name,
  ...args,
];
