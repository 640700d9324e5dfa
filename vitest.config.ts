import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { SlowFirst } from './test/support/SlowFirst.ts';
import { SLOW } from './test/support/slowFiles.ts';

const isQuick = process.env['BREAKWATER_QUICK'] !== undefined;
const missing = SLOW.filter((file) => !existsSync(file));
if (missing.length > 0)
  throw new Error(`test/support/slowFiles.ts names what is not there: ${missing.join(', ')}`);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: isQuick ? SLOW : [],
    globalSetup: ['test/support/globalSetup.ts'],
    pool: 'forks',
    // Loading the modules again for each file took half the processor time of the quick ones.
    isolate: false,
    // More than cores: most of the slow files wait for servers.
    maxWorkers: 3,
    sequence: { sequencer: SlowFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
