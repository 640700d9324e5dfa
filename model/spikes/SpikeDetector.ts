import { MIN_CALM_SECONDS, type Spike } from '../../domain/spikes.ts';
import { median, quantileOf } from '../../domain/statistics.ts';
import { judgeSpike } from './judgeSpike.ts';
import { type Moment, type Second, toSecond } from './moment.ts';
import { describeSeconds } from './rangeFigures.ts';

/** How much of the past is the measure of calm. */
const CALM_SECONDS = 300;
/** One transaction that is long, or one second that is unlucky, is no spike. */
const SMOOTHED_SECONDS = 3;
const MIN_SPIKE_SECONDS = 3;
const MIN_ACTIVE = 2;
/** It is over when this many seconds in a row were calm again. */
const CALM_AGAIN_SECONDS = 3;
/** What lasts longer is how the server is now. */
const MAX_SPIKE_SECONDS = 600;
/** Against the calm seconds: a multiple of their median, and clear of almost all of them. */
const TIMES_MEDIAN = 3;
const TIMES_P95 = 1.5;
const MIN_SECONDS_PER_TRANSACTION = 0.01;

/**
 * Finds the seconds in which transactions take much longer than in the five minutes before. How long one takes is not
 * shown by PostgreSQL; active sessions ÷ transactions a second is its mean (Little's law), for clients that wait for each
 * answer as for those that do not.
 */
export class SpikeDetector {
  private last: Moment | null = null;
  private recent: Second[] = [];
  private calm: { readonly second: Second; readonly latency: number }[] = [];
  /** Seconds of the spike that goes on, calm ones at its end among them. */
  private spike: Second[] = [];
  private calmAgain = 0;

  /** The spike that ended with this moment. */
  push(moment: Moment): Spike | null {
    const second = toSecond(this.last, moment);
    if (second === null) {
      // Another server, or the same one hours later, is measured anew.
      if (this.last === null || !isContinued(this.last, moment)) this.calm = [];
    }
    this.last = moment;
    if (second === null) {
      this.recent = [];
      this.spike = [];
      this.calmAgain = 0;
      return null;
    }
    this.recent = [...this.recent.slice(1 - SMOOTHED_SECONDS), second];
    const figures = describeSeconds(this.recent)!;
    const latency = figures.secondsPerTransaction;
    const isHigh = latency > this.threshold() && figures.active >= MIN_ACTIVE;
    if (!isHigh && this.spike.length === 0) {
      this.addCalm(second, latency);
      return null;
    }
    this.spike.push(second);
    this.calmAgain = isHigh ? 0 : this.calmAgain + 1;
    const isOver = this.calmAgain >= CALM_AGAIN_SECONDS || this.spike.length >= MAX_SPIKE_SECONDS;
    return isOver ? this.close() : null;
  }

  private addCalm(second: Second, latency: number): void {
    this.calm = [...this.calm.slice(1 - CALM_SECONDS), { second, latency }];
  }

  private threshold(): number {
    if (this.calm.length < MIN_CALM_SECONDS) return Infinity;
    const latencies = this.calm.map((each) => each.latency).sort((a, b) => a - b);
    return Math.max(
      TIMES_MEDIAN * median(latencies)!,
      TIMES_P95 * quantileOf(latencies, 0.95),
      MIN_SECONDS_PER_TRANSACTION,
    );
  }

  private close(): Spike | null {
    const all = this.spike;
    this.spike = [];
    this.calmAgain = 0;
    const high = trim(all);
    const inside = describeSeconds(high);
    const outside = describeSeconds(this.calm.map(({ second }) => second));
    if (all.length >= MAX_SPIKE_SECONDS) this.calm = [];
    if (inside === null || outside === null || high.length < MIN_SPIKE_SECONDS) return null;
    if (inside.active < MIN_ACTIVE) return null;
    return {
      startedAt: Math.round(high[0]!.before.at),
      endedAt: Math.round(high.at(-1)!.moment.at),
      ...judgeSpike({ inside, outside, sinceStartSeconds: sinceStart(high) }),
      inside,
      outside,
    };
  }
}

/** A short pause of the same counters. */
const isContinued = (before: Moment, moment: Moment): boolean =>
  moment.at > before.at &&
  moment.at - before.at <= CALM_SECONDS * 1_000 &&
  moment.transactions >= before.transactions &&
  moment.pages >= before.pages;

/** Without the seconds at its ends in which fewer sessions were active than half of its mean: smoothing added them. */
function trim(seconds: readonly Second[]): readonly Second[] {
  const { active } = describeSeconds(seconds)!;
  const isHigh = ({ moment }: Second): boolean => moment.active >= active / 2;
  return seconds.slice(seconds.findIndex(isHigh), seconds.findLastIndex(isHigh) + 1);
}

/** From the start of the last checkpoint to that of these seconds, below 0 where it began among them; null: not known. */
function sinceStart(seconds: readonly Second[]): number | null {
  const { checkpointStartedAt } = seconds.at(-1)!.moment;
  return checkpointStartedAt === null ? null : (seconds[0]!.before.at - checkpointStartedAt) / 1_000;
}
