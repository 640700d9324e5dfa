import type { Calibration } from './workload/types.ts';

/** Written by `npm run calibrate`: what was measured, and how far the model was off on runs it was not fitted to. */
export const CALIBRATION: Calibration = {
  date: '2026-11-25',
  postgresVersion: '18.4',
  fitRuns: 7,
  judgedRuns: 0,
  constants: {
    heapImageBytes: 8046.5,
    indexImageBytes: 5498.9,
    narrowImageBytes: 7501.5,
    rowChangeBytes: 259.2,
    indexEntryBytes: 101.1,
    narrowChangeBytes: 248.7,
    pointBytes: 84.3,
    directStatementBytes: 138.1,
    flushStatementBytes: 632.5,
    fixedPages: 9.1,
    versionsPerRoom: 2.4,
  },
  compressionRatio: 1.29,
  errors: null,
};
