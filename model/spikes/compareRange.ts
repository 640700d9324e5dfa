import type { HistorySample } from '../../domain/history.ts';
import type { RangeFigures } from '../../domain/spikes.ts';
import { judgeSpike, type Judgement } from './judgeSpike.ts';
import { type Second, toSecond } from './moment.ts';
import { describeSeconds } from './rangeFigures.ts';
import { toMoment } from './sampleMoments.ts';

/** Samples of a range, and of some time before and after it. */
export interface RangeToCompare {
  readonly samples: readonly HistorySample[];
  /** Between two of them. */
  readonly widthMs: number;
  /** ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** When checkpoints began, in any order. */
  readonly checkpointStarts: readonly number[];
}

export interface RangeDifference {
  readonly inside: RangeFigures;
  readonly outside: RangeFigures;
  /** Null where transactions took no longer inside. */
  readonly judgement: Judgement | null;
}

/** A range that a person chose may begin before the spike, so less is asked of it than of one that was found. */
const TIMES_OUTSIDE = 2;
const MAX_PAUSE_BUCKETS = 2.5;

/** What is different inside a range; null where the sessions were not seen on both sides of its edges. */
export function compareRange(given: RangeToCompare): RangeDifference | null {
  const { from, to, checkpointStarts } = given;
  const seconds = listSeconds(given);
  const isInside = ({ before, moment }: Second): boolean => moment.at > from && before.at < to;
  const inside = describeSeconds(seconds.filter(isInside));
  const outside = describeSeconds(seconds.filter((second) => !isInside(second)));
  if (inside === null || outside === null) return null;
  const isLonger = inside.secondsPerTransaction >= TIMES_OUTSIDE * outside.secondsPerTransaction;
  if (!isLonger || inside.active === 0) return { inside, outside, judgement: null };
  const started = Math.max(...checkpointStarts.filter((at) => at <= to));
  const sinceStartSeconds = Number.isFinite(started) ? (from - started) / 1_000 : null;
  return { inside, outside, judgement: judgeSpike({ inside, outside, sinceStartSeconds }) };
}

function listSeconds({ samples, widthMs }: RangeToCompare): Second[] {
  const moments = samples.map(toMoment);
  return moments.flatMap((moment, i) => {
    const before = moments[i - 1] ?? null;
    return moment === null ? [] : (toSecond(before, moment, MAX_PAUSE_BUCKETS * widthMs) ?? []);
  });
}
