import type { CheckpointerSample, CheckpointSettings } from '../../domain/postgres.ts';
import { countOthersPages } from '../../domain/pageWriters.ts';
import type { TrackedRecord } from './createRecord.ts';
import { PageForecaster } from './PageForecaster.ts';
import type { Observation } from './observation.ts';
import type {
  CheckpointRecord,
  Forecast,
  NextCheckpoint,
  StartPrediction,
} from '../../domain/checkpoints.ts';

/** One poll of the server, with what the tracker made of it. */
export interface Look {
  readonly sample: CheckpointerSample;
  readonly settings: CheckpointSettings;
  /** Null where they were not counted at this poll. */
  readonly dirtyBuffers: number | null;
  /** The one that was known to run before this poll. */
  readonly observation: Observation | null;
  /** From when the clock counts; ms since the epoch. */
  readonly countsFrom: number;
}

/** The expectations of the checkpoint that runs, and of the next; judged when each has ended. */
export class Expectations {
  readonly forecaster = new PageForecaster();
  /** The prediction for the one that runs. */
  predicted: StartPrediction | null = null;
  /** The forecast of the next one; of the one that runs, once it does. */
  private forecast: Forecast | null = null;
  private runningForecast: Forecast | null = null;
  private forecastFor = 0;

  reset(): void {
    this.forecaster.reset();
    this.forget();
  }

  /** Drops the expectations of a series of samples that broke: they are not judged. */
  forget(): void {
    this.predicted = this.forecast = this.runningForecast = null;
  }

  push({ sample, settings, dirtyBuffers, observation, countsFrom }: Look): void {
    const phase = (sample.at - countsFrom) / (settings.checkpointTimeoutSeconds * 1_000);
    // While one runs, the next is forced by the distance from its redo point.
    const redoLsn = observation?.walLsn ?? sample.redoLsn;
    this.forecaster.push(
      {
        ...sample,
        redoLsn,
        dirtyBuffers,
        othersPages: countOthersPages(sample.pageWrites),
        isCheckpointing: observation !== null,
      },
      phase,
    );
    // Once seen to end, a checkpoint's start is known better, by a second at the most.
    const isMade = Math.abs(countsFrom - this.forecastFor) < settings.checkpointTimeoutSeconds * 500;
    if (phase < 0.5 || isMade) return;
    this.forecastFor = countsFrom;
    this.forecast = this.forecaster.predictNext(countsFrom, settings);
  }

  /** A checkpoint was just seen to run: what it has to do is expected now, once. */
  start(running: Observation, settings: CheckpointSettings): void {
    this.forecaster.startCycle();
    this.predicted = running.joined ? null : this.forecaster.predictStart(running.startedAt, settings);
    this.runningForecast = running.joined ? null : this.forecast;
    this.forecast = null;
  }

  /** The checkpointer follows a reload while it writes: CheckpointWriteDelay(). What was expected holds no more. */
  changePace(observation: Observation | null, settings: CheckpointSettings): void {
    this.forecast = this.runningForecast = null;
    if (observation === null || this.predicted === null) return;
    const { dirtyPages } = this.predicted;
    this.predicted = this.forecaster.predictStart(observation.startedAt, settings, dirtyPages);
  }

  /** `observation`: as it was seen to run. */
  close(tracked: TrackedRecord, observation: Observation | null): CheckpointRecord {
    const wasSeen = observation !== null && !tracked.skipped;
    if (!wasSeen) this.forecaster.startCycle();
    this.learn(tracked, observation);
    const predicted = wasSeen ? this.predicted : null;
    const forecast = wasSeen ? this.runningForecast : this.forecast;
    this.predicted = this.runningForecast = null;
    if (!wasSeen) this.forecast = null;
    return { ...tracked, predicted, forecast };
  }

  describeNext(
    countsFrom: number,
    settings: CheckpointSettings,
    dirtyBuffers: number | null,
  ): NextCheckpoint | null {
    return this.forecaster.describeNext(countsFrom, settings, dirtyBuffers);
  }

  /** Not from one that was skipped, or hurried: it says nothing of the next that is paced. */
  private learn(
    { buffers, writeSeconds, merged, skipped, cause }: TrackedRecord,
    observation: Observation | null,
  ): void {
    if (buffers === null || merged > 1 || skipped || (cause !== 'time' && cause !== 'wal')) return;
    const dirtyPages = observation === null ? null : (this.predicted?.dirtyPages ?? null);
    this.forecaster.record({ buffers, writeSeconds, dirtyPages });
  }
}
