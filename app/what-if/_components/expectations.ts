import { CRITERIA, meets } from '../../../domain/criteria.ts';
import { CALIBRATION } from '../../../model/calibration.ts';
import { predictWorkload } from '../../../model/workload/predict.ts';
import { WORKLOAD_PRESETS } from '../../../model/workload/presets.ts';
import type { ModelStrategy, Prediction, Workload } from '../../../model/workload/types.ts';
import { formatCount, formatRate, formatSeconds } from '../../_components/format.ts';

export type Origin = 'buffering' | 'a narrow table' | 'a setting' | 'not at all';

export interface Expectation {
  readonly title: string;
  /** The origin of the change. */
  readonly from: Origin;
  readonly why: string;
}

/** The results that were expected of the fix, each compared with the model under the presets. */
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
    title: `40 to ${CRITERIA.writesPerHour.atMost} writes an hour instead of 630`,
    from: 'buffering',
    why: `${formatCount(direct.perHour.statements)} statements an hour become ${formatCount(hybrid.perHour.statements)} under seed (scores and holder counts add 8): merging and batching, whatever the table looks like.`,
  };
}

function expectPages(storm: All): Expectation {
  const [direct, hybrid, split] = [storm.direct, storm.hybrid, storm['hybrid-split']].map(
    ({ cycle }) => cycle.buffersWritten,
  ) as [number, number, number];
  return {
    title: `Fewer than ${CRITERIA.checkpointPages.below} pages in a checkpoint instead of 10,000`,
    from: whatMeets(CRITERIA.checkpointPages, { hybrid, split }),
    why: `Under incident ${formatCount(direct)} with direct, ${formatCount(hybrid)} with hybrid, ${formatCount(split)} with hybrid-split: the same rows lie on the same pages, however they are written, until they lie side by side without indexes.`,
  };
}

const whatMeets = (
  criterion: typeof CRITERIA.checkpointPages | typeof CRITERIA.checkpointSeconds,
  { hybrid, split }: { readonly hybrid: number; readonly split: number },
): Origin =>
  meets(criterion, hybrid) ? 'buffering' : meets(criterion, split) ? 'a narrow table' : 'not at all';

function expectDuration(storm: All): Expectation {
  const [hybrid, split] = [storm.hybrid.cycle.writeSeconds, storm['hybrid-split'].cycle.writeSeconds];
  return {
    title: `Checkpoints below ${CRITERIA.checkpointSeconds.below} s instead of 180 to 270 s`,
    from: whatMeets(CRITERIA.checkpointSeconds, { hybrid, split }),
    why: `30 s are 300 pages, by the pacing rule and not by the disk: ${formatSeconds(Math.round(hybrid * 10) / 10)} with hybrid, ${formatSeconds(Math.round(split * 10) / 10)} with hybrid-split.`,
  };
}

function expectInterval(seed: All, storm: All): Expectation {
  const every = (prediction: Prediction): string => formatRate(prediction.perHour.checkpoints);
  const asked = predictWorkload(
    {
      ...WORKLOAD_PRESETS.seed,
      strategy: 'hybrid',
      checkpointTimeoutSeconds: CRITERIA.checkpointMinutes.atLeast * 60,
    },
    CALIBRATION.constants,
  );
  return {
    title: `A checkpoint every ${CRITERIA.checkpointMinutes.atLeast} to 60 min instead of every 5`,
    from: 'a setting',
    why: `With T = 300 s there are ${every(seed.hybrid)} an hour under hybrid as under direct (${every(storm.direct)} under incident): new rows still write in each cycle. checkpoint_timeout = ${CRITERIA.checkpointMinutes.atLeast} min makes it ${every(asked)}, and a crash then replays more.`,
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
