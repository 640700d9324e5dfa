import type { Calibration } from './workload/types.ts';

/** Written by `npm run verify -- calibrate`: what was measured, and how far the model was off on runs it was not fitted to. */
export const CALIBRATION: Calibration = {
  date: '2026-11-26',
  postgresVersion: '18.4',
  fitRuns: 15,
  judgedRuns: 36,
  constants: {
    heapImageBytes: 7988.09,
    indexImageBytes: 5722.23,
    narrowImageBytes: 7417.54,
    rowChangeBytes: 525,
    rowSavedByImageBytes: 327.35,
    indexEntryBytes: 135.62,
    entrySavedByImageBytes: 107.63,
    narrowChangeBytes: 179.88,
    pointBytes: 76.89,
    directStatementBytes: 119.53,
    flushStatementBytes: 1282.21,
    fixedPages: 6.37,
    versionsPerRoom: 35,
  },
  compressionRatio: 1.3,
  errors: {
    buffersWritten: { median: 0.021, worst: 0.094 },
    walBytes: { median: 0.015, worst: 0.072 },
    writeSeconds: { median: 0.001, worst: 0.078 },
  },
};
