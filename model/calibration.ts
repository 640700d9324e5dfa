import type { Calibration } from './workload/types.ts';

/** Written by `npm run calibrate`: what was measured, and how far the model was off on runs it was not fitted to. */
export const CALIBRATION: Calibration = {
  date: '2026-11-26',
  postgresVersion: '18.4',
  fitRuns: 15,
  judgedRuns: 36,
  constants: {
    heapImageBytes: 7988.95,
    indexImageBytes: 5699.24,
    narrowImageBytes: 7452.36,
    rowChangeBytes: 534.05,
    rowSavedByImageBytes: 359.43,
    indexEntryBytes: 135.69,
    entrySavedByImageBytes: 109.43,
    narrowChangeBytes: 179.1,
    pointBytes: 84.27,
    directStatementBytes: 115.47,
    flushStatementBytes: 1069.62,
    fixedPages: 9.34,
    versionsPerRoom: 37,
  },
  compressionRatio: 1.32,
  errors: {
    buffersWritten: { median: 0.027, worst: 0.093 },
    walBytes: { median: 0.017, worst: 0.088 },
    writeSeconds: { median: 0.002, worst: 0.07 },
  },
};
