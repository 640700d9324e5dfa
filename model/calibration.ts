import type { Calibration } from './workload/types.ts';

/** Written by `npm run calibrate`: what was measured, and how far the model was off on runs it was not fitted to. */
export const CALIBRATION: Calibration = {
  date: '2026-11-26',
  postgresVersion: '18.4',
  fitRuns: 12,
  judgedRuns: 36,
  constants: {
    heapImageBytes: 7991.14,
    indexImageBytes: 5672.31,
    narrowImageBytes: 7501.46,
    rowChangeBytes: 536.23,
    rowSavedByImageBytes: 366.99,
    indexEntryBytes: 134.46,
    entrySavedByImageBytes: 104.08,
    narrowChangeBytes: 248.71,
    pointBytes: 84.27,
    directStatementBytes: 116.64,
    flushStatementBytes: 917.59,
    fixedPages: 8.6,
    versionsPerRoom: 2,
  },
  compressionRatio: 1.31,
  errors: {
    buffersWritten: { median: 0.040, worst: 0.218 },
    walBytes: { median: 0.032, worst: 0.225 },
    writeSeconds: { median: 0.002, worst: 0.095 },
  },
};
