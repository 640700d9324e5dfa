import { explainWriteSeconds } from '../../model/pacing.ts';
import { printable } from '../../domain/printable.ts';
import type { Advice } from '../../domain/advice.ts';
import { type ObserverView, REWRITES } from '../../domain/observerView.ts';
import { breaksRule, describeBrokenRule, UNRELIABLE } from '../../domain/ruleCheck.ts';
import type { CheckpointRecord, RunningCheckpoint } from '../../domain/checkpoints.ts';
import { nameRelation } from '../../domain/checkpointRelations.ts';
import { describeReplay } from '../../domain/describeReplay.ts';
import { formatBytes, formatCount } from '../../domain/format.ts';
import { INTERRUPTION_SENTENCES } from '../../domain/interruptions.ts';
import { describePlatform, type PlatformName } from '../../domain/platforms.ts';
import { bar, formatClock, formatPercent, formatSeconds } from './words.ts';

const BAR_WIDTH = 40;
const STRIP = 12;
const SHOWN_RELATIONS = 5;
const STRIP_BLOCKS = '▁▂▃▄▅▆▇█';
/** Flat, and unlike the bar of few pages. */
const SKIPPED = '┄';
const CAUSE_LETTERS = {
  time: 'T',
  wal: 'W',
  requested: 'R',
  shutdown: 'S',
  'end-of-recovery': 'E',
  unknown: '?',
} as const;

/** The screen of `npm run observe`, as lines; no name in it steers the terminal. */
export function renderView(
  view: ObserverView,
  records: readonly CheckpointRecord[],
  advice: readonly Advice[],
): string[] {
  const { server, settings, sample } = view;
  if (server === null || settings === null || sample === null) {
    return [view.status.connected ? 'Reading …' : `Not connected (${view.status.code}); trying again`];
  }
  const { checkpointTimeoutSeconds: timeout, completionTarget: target } = settings;
  return [
    `PostgreSQL ${server.serverVersionName}${sample.inRecovery ? ' (standby)' : ''}${server.pooled === true ? ' (through a pooler)' : ''}${describeHost(server.platforms)}   checkpoint_timeout ${timeout} s × ${target}   max_wal_size ${formatBytes(settings.maxWalSizeBytes)} (forces one every ${formatBytes(view.walTriggerBytes ?? 0)})`,
    ...describeTrouble(view),
    '',
    ...(view.running === null || !view.status.connected
      ? describeNext(view)
      : describeRun(view.running, breaksRule(view.ruleCheck))),
    `WAL ${sample.inRecovery ? 'replayed ' : ''}${formatBytes(view.walBytesPerSecond)}/s${view.dirtyBuffers === null ? '' : `   dirty pages ${formatCount(view.dirtyBuffers)}`}`,
    '',
    ...describeStrip(records),
    '',
    ...describeTable(records),
    ...describeRelations(records),
    ...describeAdvice(advice),
  ].map(printable);
}

/** On whose servers it runs, where that is known. */
const describeHost = ([platform]: readonly PlatformName[]): string =>
  platform === undefined ? '' : ` on ${describePlatform(platform)}`;

function describeTrouble(view: ObserverView): string[] {
  const lines: string[] = [];
  if (!view.status.connected) {
    lines.push(
      `Connection lost at ${formatClock(view.status.since)} (${view.status.code}); what follows is from before`,
    );
  }
  if (view.lastInterruption !== null) {
    lines.push(describeInterruption(view.lastInterruption));
  }
  for (const what of view.rewrites ?? []) lines.push(REWRITES[what]);
  const broken = describeBrokenRule(view.ruleCheck);
  if (broken !== null) lines.push(broken);
  for (const { what, consequence, remedy } of view.missing) {
    lines.push(`Not seen: ${what} (${consequence}). Run: ${remedy}`);
  }
  const replay = view.sample === null ? null : describeReplay(view.sample);
  if (replay !== null) lines.push(replay);
  return lines;
}

/** One line for what broke the series of figures. */
export const describeInterruption = ({ kind, at }: NonNullable<ObserverView['lastInterruption']>): string =>
  `${INTERRUPTION_SENTENCES[kind]} at ${formatClock(at)}`;

function describeRun(running: RunningCheckpoint, isUnreliable: boolean): string[] {
  const { buffersWritten, buffersTotal } = running;
  const pages = running.joined ? 'pages since we came' : 'pages';
  const total = buffersTotal === null ? '' : ` of about ${formatCount(buffersTotal)}`;
  const left = describeLeft(running);
  const eta = left === '' ? '' : `${left}${mark(isUnreliable)}`;
  const cause = `${running.cause}${running.inferred ? ' (inferred)' : ''}`;
  return [
    `Running (${cause}) for ${formatSeconds(running.elapsedSeconds)}, ${running.phase}: ${formatCount(buffersWritten)}${total} ${pages}${eta}`,
    `  pages ${bar(buffersTotal ? buffersWritten / buffersTotal : 0, BAR_WIDTH)}`,
    `  time  ${bar(running.timeShare, BAR_WIDTH)} ${formatPercent(running.timeShare)} of the interval`,
    `  WAL   ${bar(running.walShare, BAR_WIDTH)} ${formatPercent(running.walShare)} of what forces the next`,
  ];
}

function describeLeft({ etaSeconds, predicted }: RunningCheckpoint): string {
  if (etaSeconds === null) return predicted === null ? '' : ', longer than predicted';
  return etaSeconds < 1 ? ', done any moment' : `, about ${formatSeconds(etaSeconds)} left`;
}

/** Behind a prediction that the server's pacing does not bear out. */
const mark = (isUnreliable: boolean): string => (isUnreliable ? ` (${UNRELIABLE})` : '');

function describeNext({ next, status, ruleCheck }: ObserverView): string[] {
  if (!status.connected) return ['Whether a checkpoint runs is not known'];
  if (next === null) return ['No checkpoint runs; the next is expected once one has been seen'];
  if (next.skipped)
    return [
      `No checkpoint runs; next in ${formatSeconds(next.inSeconds)}: skipped if nothing is written until then`,
    ];
  return [
    `No checkpoint runs; next in ${formatSeconds(next.inSeconds)} (${next.cause}): about ${formatCount(next.buffers)} pages, ${formatSeconds(next.writeSeconds)}${mark(breaksRule(ruleCheck))}`,
  ];
}

/** The last cycles as bars, the tallest for the most pages; a skipped one is flat and dashed. */
function describeStrip(records: readonly CheckpointRecord[]): string[] {
  const last = records.slice(-STRIP);
  if (last.length === 0) return [];
  const most = Math.max(1, ...last.map((record) => record.buffers ?? 0));
  const block = ({ skipped, buffers }: CheckpointRecord): string =>
    skipped
      ? SKIPPED
      : (STRIP_BLOCKS[Math.floor(((buffers ?? 0) / most) * (STRIP_BLOCKS.length - 1))] ?? '▁');
  return [
    `Cycles  ${last.map(block).join(' ')}   tallest ${formatCount(most)} pages`,
    `        ${last.map((record) => CAUSE_LETTERS[record.cause]).join(' ')}   T time, W wal, R requested, S shutdown, E end of recovery, ${SKIPPED} skipped`,
  ];
}

function describeTable(records: readonly CheckpointRecord[]): string[] {
  const rows = records.slice(-8).toReversed().map(describeRecord);
  return rows.length === 0
    ? []
    : ['Started   cause      pages   write     sync      WAL      why it took this long', ...rows];
}

/** The tables that fill the last checkpoint of which that is known. */
function describeRelations(records: readonly CheckpointRecord[]): string[] {
  const relations = records.findLast((record) => record.relations !== undefined)?.relations;
  if (relations === undefined || relations.top.length === 0) return [];
  const { top, pages, source } = relations;
  const shares = top
    .slice(0, SHOWN_RELATIONS)
    .map((relation) => `${nameRelation(relation)} ${formatPercent(relation.pages / pages)}`);
  return ['', `Filled by ${shares.join(', ')} (${source})`];
}

/** One line for one checkpoint, the verdict in words at its end. */
export function describeRecord(record: CheckpointRecord): string {
  const cause = record.cause === 'end-of-recovery' ? 'recovery' : record.cause;
  const head = `${formatClock(record.startedAt)}  ${cause.padEnd(9)}`;
  if (record.skipped) return `${head}      –  skipped: nothing was written`;
  const pages = record.buffers === null ? '?' : formatCount(record.buffers);
  const seconds = (value: number | null): string => (value === null ? '?' : `${value.toFixed(3)} s`);
  return `${head}${pages.padStart(7)}  ${seconds(record.writeSeconds).padStart(9)} ${seconds(record.syncSeconds).padStart(9)} ${formatBytes(record.walDistanceBytes ?? 0).padStart(8)}  ${explain(record)}`;
}

/** Why it took that long; merged ones have no single duration to explain. */
export function explain(record: CheckpointRecord): string {
  const { buffers, writeSeconds, checkpointTimeoutSeconds, completionTarget } = record;
  if (record.merged > 1) return `${record.merged} in one`;
  if (buffers === null || writeSeconds === null) return record.notes.join('; ');
  return explainWriteSeconds({
    buffers,
    writeSeconds,
    settings: { checkpointTimeoutSeconds, completionTarget },
  }).sentence;
}

function describeAdvice(advice: readonly Advice[]): string[] {
  return advice.flatMap(({ title, evidence, statements, cost }) => [
    '',
    `${title}. ${evidence}.`,
    ...statements.map((statement) => `  ${statement}`),
    ...(cost === undefined ? [] : [`What it costs: ${cost}.`]),
  ]);
}
