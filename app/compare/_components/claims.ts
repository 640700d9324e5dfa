import { isSplit } from '../../../domain/strategies.ts';
import type { ArmResult, ExperimentResult } from '../../../domain/experiment.ts';
import { CRITERIA, meets } from '../../../domain/criteria.ts';
import { writeSecondsAtRealTime } from '../../../model/pacing.ts';
import { formatCount, formatSeconds, formatShare } from '../../_components/format.ts';

export type Held = 'held' | 'in part' | 'not held' | 'not judged';

/** One promise of the fix against what an arm measured. */
export interface Claim {
  readonly title: string;
  readonly promised: string;
  readonly measured: string;
  readonly held: Held;
  readonly why: string;
}

/** The histogram's bucket in which a wait of a whole sync interval ends is wider by a tenth. */
const MARKET_BUCKET = 1.1;

/** Judges the claims of the fix's authors against one arm; `base` is the arm before the change. */
export function judgeClaims(result: ExperimentResult, arm: ArmResult): Claim[] {
  const base = result.arms[0]!;
  return [
    judgeStatements(arm),
    judgeRate(result, arm),
    judgeDuration(base, arm),
    judgePages(base, arm),
    judgeInterval(result, arm),
    judgeNewTokens(arm),
    judgeMarket(result, arm),
    judgeLoss(arm),
  ];
}

function judgeStatements({ changes }: ArmResult): Claim {
  const { ratio } = changes.statements;
  const less = ratio === null ? null : 1 - ratio;
  const held =
    less === null
      ? 'not judged'
      : meets(CRITERIA.savedStatementsShare, less)
        ? 'held'
        : less >= 0.5
          ? 'in part'
          : 'not held';
  return {
    title: 'Fewer writes',
    promised: `−${CRITERIA.savedStatementsShare.atLeast * 100} % statements`,
    measured: less === null ? 'the base wrote none' : `−${(less * 100).toFixed(1)} %`,
    held,
    why: 'Updates of one row are merged, and a batch of a hundred is one statement.',
  };
}

function judgeRate({ plan }: ExperimentResult, { rates }: ArmResult): Claim {
  const { perHour } = rates.statements;
  const isSeed = plan.preset === 'seed';
  return {
    title: 'Writes an hour',
    promised: `40 to ${CRITERIA.writesPerHour.atMost}`,
    measured: formatCount(perHour),
    held: !isSeed ? 'not judged' : meets(CRITERIA.writesPerHour, perHour) ? 'held' : 'not held',
    why: isSeed
      ? 'Creates, pools and migrations at once; twelve syncs.'
      : 'It was promised for the load of the preset seed.',
  };
}

function judgeDuration(base: ArmResult, arm: ArmResult): Claim {
  const seconds = writeSecondsAtRealTime(arm.checkpointBuffersPerCycle.mean);
  const before = writeSecondsAtRealTime(base.checkpointBuffersPerCycle.mean);
  return {
    title: 'Short checkpoints',
    promised: `below ${CRITERIA.checkpointSeconds.below} s (was 180 to 270)`,
    measured: `${formatSeconds(seconds)} at real time (${formatSeconds(before)} for ${base.name})`,
    held: meets(CRITERIA.checkpointSeconds, seconds)
      ? 'held'
      : seconds < 0.9 * before
        ? 'in part'
        : 'not held',
    why: 'A checkpoint takes 0.1 s a page up to 270 s, whatever the disk does: only fewer pages make it shorter.',
  };
}

function judgePages(base: ArmResult, arm: ArmResult): Claim {
  const pages = arm.checkpointBuffersPerCycle.mean;
  const before = base.checkpointBuffersPerCycle.mean;
  const isSame = arm.changes.checkpointBuffers.difference === 'no difference';
  return {
    title: 'Few pages in a checkpoint',
    promised: `below ${CRITERIA.checkpointPages.below} (was 10,000 and more)`,
    measured: `${formatCount(pages)} (${formatCount(before)} for ${base.name})`,
    held: meets(CRITERIA.checkpointPages, pages)
      ? 'held'
      : !isSame && pages < before
        ? 'in part'
        : 'not held',
    why: `${describePageWrites(base, arm)} ${
      isSplit(arm.strategy)
        ? 'Volatile columns in a table of their own put the rows that change side by side, on few pages.'
        : 'A page that changes often between two checkpoints is written once by each, and again whenever a backend or the background writer needs its buffer: merged updates save those writes first.'
    }`,
  };
}

/** The checkpointer's pages only say what it had left to write; all page writes say what the disk had to take. */
function describePageWrites(base: ArmResult, arm: ArmResult): string {
  const [before, after] = [base.rates.pagesWritten.perHour, arm.rates.pagesWritten.perHour];
  const share = ({ pageWritesPerHour }: ArmResult, all: number): string =>
    all === 0 ? 'none' : formatShare((pageWritesPerHour.checkpointer ?? 0) / all);
  return (
    `All page writes: ${formatCount(after)} per workload hour (${formatCount(before)} for ${base.name}), ` +
    `${share(arm, after)} of them by the checkpointer (${share(base, before)}).`
  );
}

function judgeInterval(result: ExperimentResult, arm: ArmResult): Claim {
  const runs = result.runs.filter((run) => run.arm === arm.index);
  const ended = runs.flatMap((run) => run.checkpoints).length;
  const hours = runs.flatMap((run) => run.cycles).reduce((sum, cycle) => sum + cycle.workloadHours, 0);
  const every = ended === 0 ? null : (hours * 60) / ended;
  return {
    title: 'Rare checkpoints',
    promised: `every ${CRITERIA.checkpointMinutes.atLeast} to 60 min (was 5)`,
    measured:
      every === null ? 'none in the measured cycles' : `every ${every.toFixed(0)} min of workload time`,
    held:
      every === null || meets(CRITERIA.checkpointMinutes, every)
        ? 'held'
        : every > 7
          ? 'in part'
          : 'not held',
    why: 'Any write makes the next one run: the interval is checkpoint_timeout, which the profile “calm” raises.',
  };
}

function judgeNewTokens({ dataLatency }: ArmResult): Claim {
  const seconds = dataLatency['create']?.p99Seconds ?? null;
  return {
    title: 'New tokens at once',
    promised: '0 s',
    measured: seconds === null ? 'none came' : `99 of 100 within ${formatSeconds(seconds)}`,
    held: seconds === null ? 'not judged' : meets(CRITERIA.newTokenSeconds, seconds) ? 'held' : 'not held',
    why: 'Creates do not wait for the buffer.',
  };
}

function judgeMarket({ plan }: ExperimentResult, arm: ArmResult): Claim {
  const wall = arm.dataLatency['market']?.p99Seconds ?? null;
  const seconds = wall === null ? null : wall * plan.timeScale;
  return {
    title: 'Market data soon in the database',
    promised: `below ${CRITERIA.marketMinutes.below} min`,
    measured: seconds === null ? 'none came' : `99 of 100 within ${formatSeconds(seconds)} of workload time`,
    held:
      seconds === null
        ? 'not judged'
        : seconds <= CRITERIA.marketMinutes.below * 60 * MARKET_BUCKET
          ? 'held'
          : 'not held',
    why: 'It waits for the next sync at the most. Whoever reads through Breakwater sees it at once.',
  };
}

function judgeLoss({ identical }: ArmResult): Claim {
  return {
    title: 'Nothing lost',
    promised: 'no data loss',
    measured: identical ? 'final data identical' : 'final data differ',
    held: identical ? 'held' : 'not held',
    why: 'A checksum over all tokens after the last update, and an empty list of parked and dead updates.',
  };
}
