import { CALIBRATION } from '../../../model/calibration.ts';
import { predictWorkload } from '../../../model/workload/predict.ts';
import { WORKLOAD_PRESETS } from '../../../model/workload/presets.ts';
import type { ModelStrategy, Prediction, Workload } from '../../../model/workload/types.ts';
import { formatCount, formatRate, formatSeconds } from '../../_components/format.ts';

export type Origin = 'buffering' | 'a narrow table' | 'a setting' | 'not at all';

export interface Expectation {
  readonly title: string;
  /** What brings it. */
  readonly from: Origin;
  readonly why: string;
}

const CALM_TIMEOUT_SECONDS = 1_800;
const FEW_PAGES = 500;
const SHORT_SECONDS = 30;

/** The results that were expected of the fix, each held against the model under the presets. */
export function listExpectations(): Expectation[] {
  const seed = predictAll(WORKLOAD_PRESETS.seed);
  const storm = predictAll(WORKLOAD_PRESETS.incident);
  return [
    expectStatements(seed),
    expectPages(storm),
    expectDuration(storm),
    expectInterval(seed, storm),
    expectWal(storm),
  ];
}

type All = Readonly<Record<ModelStrategy, Prediction>>;

function predictAll(workload: Workload): All {
  const predict = (strategy: ModelStrategy): Prediction =>
    predictWorkload({ ...workload, strategy }, CALIBRATION.constants);
  return { direct: predict('direct'), hybrid: predict('hybrid'), 'hybrid-split': predict('hybrid-split') };
}

function expectStatements({ direct, hybrid }: All): Expectation {
  return {
    title: '40 to 50 writes an hour instead of 630',
    from: 'buffering',
    why: `${formatCount(direct.perHour.statements)} statements an hour become ${formatCount(hybrid.perHour.statements)} under seed (scores and holder counts add 8): merging and batching, whatever the table looks like.`,
  };
}

function expectPages(storm: All): Expectation {
  const [direct, hybrid, split] = [storm.direct, storm.hybrid, storm['hybrid-split']].map(
    ({ cycle }) => cycle.buffersWritten,
  ) as [number, number, number];
  return {
    title: 'Fewer than 500 pages in a checkpoint instead of 10,000',
    from: hybrid < FEW_PAGES ? 'buffering' : split < FEW_PAGES ? 'a narrow table' : 'not at all',
    why: `Under incident ${formatCount(direct)} with direct, ${formatCount(hybrid)} with hybrid, ${formatCount(split)} with hybrid-split: the same rows lie on the same pages, however they are written, until they lie side by side without indexes.`,
  };
}

function expectDuration(storm: All): Expectation {
  const [hybrid, split] = [storm.hybrid.cycle.writeSeconds, storm['hybrid-split'].cycle.writeSeconds];
  return {
    title: 'Checkpoints below 30 s instead of 180 to 270 s',
    from: hybrid < SHORT_SECONDS ? 'buffering' : split < SHORT_SECONDS ? 'a narrow table' : 'not at all',
    why: `30 s are 300 pages, by the pacing rule and not by the disk: ${formatSeconds(Math.round(hybrid * 10) / 10)} with hybrid, ${formatSeconds(Math.round(split * 10) / 10)} with hybrid-split.`,
  };
}

function expectInterval(seed: All, storm: All): Expectation {
  const every = (prediction: Prediction): string => formatRate(prediction.perHour.checkpoints);
  const calm = predictWorkload(
    { ...WORKLOAD_PRESETS.seed, strategy: 'hybrid', checkpointTimeoutSeconds: CALM_TIMEOUT_SECONDS },
    CALIBRATION.constants,
  );
  return {
    title: 'A checkpoint every 30 to 60 min instead of every 5',
    from: 'a setting',
    why: `With T = 300 s there are ${every(seed.hybrid)} an hour under hybrid as under direct (${every(storm.direct)} under incident): new rows still write in each cycle. checkpoint_timeout = 30 min makes it ${every(calm)}, and a crash then replays more.`,
  };
}

function expectWal(storm: All): Expectation {
  const of = (strategy: ModelStrategy): number => storm[strategy].perHour.walBytes;
  const less = (strategy: ModelStrategy): string =>
    `${formatCount(100 * (1 - of(strategy) / of('direct')))} %`;
  return {
    title: 'Less WAL',
    from: of('hybrid') < 0.5 * of('direct') ? 'buffering' : 'a narrow table',
    why: `${less('hybrid')} less with hybrid, ${less('hybrid-split')} less with hybrid-split: most of it is images of pages, one a page and cycle.`,
  };
}
