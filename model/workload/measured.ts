import { CALIBRATION } from '../calibration.ts';
import { formatBytes, formatCount } from '../../domain/format.ts';
import { PAGE_BYTES } from '../../domain/postgres.ts';
import { WORKLOAD_PRESETS } from './presets.ts';
import type { ModelStrategy, ToastWrites, Workload } from './types.ts';

/** The facts of a table at one moment (db/statements/readTableFacts.ts). */
export interface ReadFacts {
  readonly at: number;
  readonly table: string;
  readonly rows: number;
  readonly heapBytes: number;
  readonly toastBytes: number;
  readonly toastInserts: number;
  readonly partitions: number;
  readonly fillfactor: number;
  readonly indexes: readonly { readonly name: string; readonly bytes: number; readonly isPrimary: boolean }[];
  readonly inserts: number;
  readonly updates: number;
  readonly hotUpdates: number;
  readonly newPageUpdates: number | null;
  readonly settings: {
    readonly checkpointTimeoutSeconds: number;
    readonly completionTarget: number;
    readonly maxWalSizeBytes: number;
    readonly sharedBuffersPages: number;
    readonly fullPageWrites: boolean;
    readonly walCompression: string;
  };
}

/** One fact of a workload that was read, or had to be assumed. */
export interface MeasuredNote {
  readonly what: string;
  readonly value: string;
  readonly isMeasured: boolean;
}

export interface MeasuredWorkload {
  readonly workload: Workload;
  readonly notes: readonly MeasuredNote[];
}

export interface Known {
  readonly first: ReadFacts;
  readonly second: ReadFacts;
  readonly strategy: ModelStrategy;
  /** Where the application is Breakwater itself, it knows more of its stream than PostgreSQL does. */
  readonly stream?: Partial<Workload>;
}

/** Below this share of HOT updates, an index on a changed column must be what prevents them. */
const MOSTLY_HOT = 0.5;

/** A workload from two reads of a table: rates from what was counted in between, the rest from the second. */
export function measureWorkload({ first, second, strategy, stream = {} }: Known): MeasuredWorkload {
  const seconds = Math.max(1e-3, (second.at - first.at) / 1_000);
  const updates = second.updates - first.updates;
  const isQuiet = updates <= 0;
  // Without updates in between, what was counted since the statistics began shows what they are like.
  const hotShare = isQuiet
    ? divide(second.hotUpdates, second.updates)
    : divide(second.hotUpdates - first.hotUpdates, updates);
  const rows = Math.max(1, Math.round(second.rows));
  const guessed = hotShare >= MOSTLY_HOT ? 0 : Math.max(0, second.indexes.length - countStill(second));
  const moving = Math.min(second.indexes.length, stream.movingIndexes ?? guessed);
  const indexBytes = second.indexes.reduce((sum, { bytes }) => sum + bytes, 0);
  const base = WORKLOAD_PRESETS.incident;
  const toast = expectToast(first, second);
  const workload: Workload = {
    ...base,
    rows,
    bytesPerRow: Math.max(24, second.heapBytes / rows),
    roomShare: expectRoom(first, second, hotShare),
    stayingIndexes: second.indexes.length - moving,
    bytesPerIndexEntry: Math.max(12, divide(indexBytes, second.indexes.length * rows)),
    // Statistics count updates, not the rows that they hit: with all of them, no page is left out.
    updatedRows: rows,
    updatesPerSecond: updates / seconds,
    distribution: 'uniform',
    unchangedShare: 0,
    createsPerHour: ((second.inserts - first.inserts) / seconds) * 3_600,
    pointsPerRow: 0,
    ...(toast !== null && { toast }),
    strategy,
    ...readSettings(second),
    ...stream,
    movingIndexes: moving,
  };
  const fitting = { ...workload, updatedRows: Math.max(1, Math.min(workload.updatedRows, workload.rows)) };
  return {
    workload: fitting,
    notes: describe(fitting, { first, second, strategy, stream }, seconds),
  };
}

/** A piece of a large value, its headers included: four fill a page (TOAST_MAX_CHUNK_SIZE). */
const CHUNK_BYTES = PAGE_BYTES / 4;

/** Null where no large value was written in between, or since the statistics began where nothing was updated in between. */
function expectToast(first: ReadFacts, second: ReadFacts): ToastWrites | null {
  const count = (read: (facts: ReadFacts) => number): number =>
    second.updates > first.updates ? read(second) - read(first) : read(second);
  const chunks = divide(
    count(({ toastInserts }) => toastInserts),
    count(({ updates, inserts }) => updates + inserts),
  );
  if (chunks <= 0 || second.toastBytes === 0) return null;
  const pages = second.toastBytes / PAGE_BYTES;
  // The pieces of a value lie side by side, and begin anywhere on a page.
  const pagesOfValue = (chunks * CHUNK_BYTES) / PAGE_BYTES + Math.min(chunks, 1) / 2;
  return { pages, pagesPerUpdate: Math.min(pages, 2 * pagesOfValue), bytesPerUpdate: chunks * CHUNK_BYTES };
}

const divide = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

/** Primary keys seldom change; of the others any may. */
const countStill = ({ indexes }: ReadFacts): number => indexes.filter(({ isPrimary }) => isPrimary).length;

function expectRoom(first: ReadFacts, second: ReadFacts, hotShare: number): number {
  const updates = second.updates - first.updates;
  if (second.newPageUpdates !== null && first.newPageUpdates !== null && updates > 0) {
    return Math.min(1, Math.max(0, 1 - (second.newPageUpdates - first.newPageUpdates) / updates));
  }
  return second.fillfactor < 100 ? 1 : Math.max(0.5, hotShare);
}

function readSettings({ settings }: ReadFacts): Partial<Workload> {
  return {
    checkpointTimeoutSeconds: settings.checkpointTimeoutSeconds,
    completionTarget: settings.completionTarget,
    maxWalSizeBytes: settings.maxWalSizeBytes,
    sharedBuffersPages: settings.sharedBuffersPages,
    fullPageWrites: settings.fullPageWrites,
    compressionRatio: settings.walCompression === 'off' ? 1 : CALIBRATION.compressionRatio,
  };
}

const describeToast = ({ toastBytes }: ReadFacts, toast: ToastWrites | undefined): string =>
  `${formatBytes(toastBytes)}, ${
    toast === undefined
      ? 'which the updates leave as they are'
      : `${formatBytes(toast.bytesPerUpdate)} of them written by an update`
  }`;

const formatRate = (rate: number): string => (rate < 10 ? rate.toPrecision(2) : formatCount(rate));

function describe(
  workload: Workload,
  { first, second, stream = {} }: Known,
  seconds: number,
): MeasuredNote[] {
  const measured = (what: string, value: string): MeasuredNote => ({ what, value, isMeasured: true });
  const assumed = (what: string, value: string): MeasuredNote => ({ what, value, isMeasured: false });
  const known = (name: keyof Workload) => (stream[name] === undefined ? assumed : measured);
  const { settings } = second;
  const seen = (second.updates - first.updates) / seconds;
  const pace = `${formatRate(workload.updatesPerSecond)}/s`;
  const updates =
    Math.abs(seen - workload.updatesPerSecond) <= 0.01 * seen
      ? measured('Updates', `${pace}, counted over ${formatCount(seconds)} s`)
      : assumed('Updates', `${pace}, the pace of the source: what is buffered is not counted by the table`);
  return [
    measured(
      'Table',
      `${second.table}, about ${formatCount(workload.rows)} rows, ${formatCount(workload.bytesPerRow)} bytes each`,
    ),
    ...(second.partitions > 1
      ? [measured('Partitions', `${formatCount(second.partitions)}, counted together`)]
      : []),
    ...(second.toastBytes > 0
      ? [measured('Large values (TOAST)', describeToast(second, workload.toast))]
      : []),
    measured(
      'Indexes',
      `${second.indexes.length}, ${formatCount(workload.bytesPerIndexEntry)} bytes per row each`,
    ),
    known('movingIndexes')('Indexes on columns that change', `${workload.movingIndexes}`),
    updates,
    measured('New rows', `${formatCount(workload.createsPerHour)}/h`),
    (second.newPageUpdates === null ? assumed : measured)(
      'Pages with room',
      `${Math.round(workload.roomShare * 100)} %`,
    ),
    known('updatedRows')('Rows that are updated', formatCount(workload.updatedRows)),
    known('distribution')('Which rows', workload.distribution),
    known('unchangedShare')('Updates that change nothing', `${Math.round(workload.unchangedShare * 100)} %`),
    measured(
      'Settings',
      `T = ${settings.checkpointTimeoutSeconds} s, c = ${settings.completionTarget}, max_wal_size ${formatBytes(settings.maxWalSizeBytes)}, ` +
        `wal_compression ${settings.walCompression}`,
    ),
  ];
}
