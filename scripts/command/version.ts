import { createRequire } from 'node:module';

/** Breakwater's own, from package.json. */
export const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
