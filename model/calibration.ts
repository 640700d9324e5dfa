import type { Calibration } from './workload/types.ts';

/** Written by `npm run calibrate`: what was measured, and how far the model was off on runs it was not fitted to. */
export const CALIBRATION: Calibration = {
  date: '2026-11-25',
  postgresVersion: '18.4',
  fitRuns: 0,
  judgedRuns: 0,
  constants: {
    heapImageBytes: 7_900,
    indexImageBytes: 5_900,
    rowChangeBytes: 420,
    indexEntryBytes: 120,
    narrowChangeBytes: 180,
    pointBytes: 90,
    directStatementBytes: 120,
    flushStatementBytes: 250,
    fixedPages: 12,
  },
  compressionRatio: 1,
  errors: null,
};
