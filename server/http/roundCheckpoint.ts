import type { Forecast, StartPrediction, LogDetails, ObservedCheckpoint } from '../../domain/checkpoints.ts';

/** To the millisecond: differences of counters end in the like of 0.30000000000000004. */
const roundSeconds = (seconds: number): number => Math.round(seconds * 1_000) / 1_000;

const seconds = (value: number | null): number | null => (value === null ? null : roundSeconds(value));
const whole = (value: number | null): number | null => (value === null ? null : Math.round(value));

/** The record as files get it, with no more digits than were measured: whole ms, bytes and pages. */
export function roundCheckpoint(checkpoint: ObservedCheckpoint): ObservedCheckpoint {
  const { predicted, forecast, log } = checkpoint;
  return {
    ...checkpoint,
    startedAt: Math.round(checkpoint.startedAt),
    endedAt: Math.round(checkpoint.endedAt),
    writeSeconds: seconds(checkpoint.writeSeconds),
    syncSeconds: seconds(checkpoint.syncSeconds),
    buffers: whole(checkpoint.buffers),
    slruBuffers: whole(checkpoint.slruBuffers),
    walDistanceBytes: whole(checkpoint.walDistanceBytes),
    fullPageImages: whole(checkpoint.fullPageImages),
    checkpointTimeoutSeconds: roundSeconds(checkpoint.checkpointTimeoutSeconds),
    predicted: predicted === null ? null : roundPrediction(predicted),
    forecast: forecast === null ? null : roundForecast(forecast),
    log: log === null ? null : roundLog(log),
  };
}

const roundPrediction = (predicted: StartPrediction): StartPrediction => ({
  ...predicted,
  buffers: Math.round(predicted.buffers),
  writeSeconds: roundSeconds(predicted.writeSeconds),
});

const roundForecast = (forecast: Forecast): Forecast => ({
  ...forecast,
  madeAt: Math.round(forecast.madeAt),
  startsAt: Math.round(forecast.startsAt),
  buffers: Math.round(forecast.buffers),
  writeSeconds: roundSeconds(forecast.writeSeconds),
});

const roundLog = (log: LogDetails): LogDetails => ({
  ...log,
  longestSyncSeconds: seconds(log.longestSyncSeconds),
  totalSeconds: roundSeconds(log.totalSeconds),
});
