import type { ModelStrategy, WalConstants } from '../../model/workload/types.ts';
import { predictRun, readMeasured } from './judge.ts';
import { FIRST_MEASURED, TIMED_CHECKPOINTS } from './runCase.ts';
import type { CalibrationRun, WalInventory } from './types.ts';

/** The cost of a page image beside its bytes: block header, image header, and the record's share (xlogrecord.h). */
const IMAGE_HEADER_BYTES = 25;
/** The values tried for it: see moves.ts. */
const VERSIONS = Array.from({ length: 120 }, (_, i) => 1 + i);

/** The constants from the fit runs: each is a sum of bytes by a count of what they were written for. */
export function fitConstants(runs: readonly CalibrationRun[]): WalConstants {
  const plain = runs.filter((run) => run.case.walCompression === 'off');
  const of = (strategy: ModelStrategy): CalibrationRun[] =>
    plain.filter((run) => run.case.strategy === strategy);
  const wide = [...of('direct'), ...of('hybrid')];
  const rowsOf = (run: CalibrationRun): number => gain(run, 'rowWrites');
  const rowChange = fitSaving(
    wide.map((run) => [run.inventory.rowChangeBytes, rowsOf(run), run.inventory.heapImages]),
  );
  const entry = fitSaving(
    wide.map((run) => [
      run.inventory.indexEntryBytes,
      rowsOf(run) * countIndexes(run),
      run.inventory.indexImages,
    ]),
  );
  const constants = {
    heapImageBytes: divide(wide, 'heapImageBytes', (run) => run.inventory.heapImages) + IMAGE_HEADER_BYTES,
    indexImageBytes: divide(wide, 'indexImageBytes', (run) => run.inventory.indexImages) + IMAGE_HEADER_BYTES,
    narrowImageBytes:
      divide(of('hybrid-split'), 'heapImageBytes', (run) => run.inventory.heapImages) + IMAGE_HEADER_BYTES,
    rowChangeBytes: rowChange.each,
    rowSavedByImageBytes: rowChange.saved,
    indexEntryBytes: entry.each,
    entrySavedByImageBytes: entry.saved,
    narrowChangeBytes: divide(of('hybrid-split'), 'rowChangeBytes', rowsOf),
    pointBytes: divide(plain, 'pointBytes', rowsOf),
    directStatementBytes: divide(of('direct'), 'otherBytes', (run) => gain(run, 'statements')),
    flushStatementBytes: divide([...of('hybrid'), ...of('hybrid-split')], 'otherBytes', (run) =>
      gain(run, 'statements'),
    ),
    fixedPages: 0,
    versionsPerRoom: Infinity,
  };
  const fixedPages = fitFixedPages(of('hybrid-split'), constants);
  const versionsPerRoom = fitVersions(wide, { ...constants, fixedPages });
  return round({ ...constants, fixedPages, versionsPerRoom });
}

/**
 * bytes = each × changes − saved × images, by least squares over runs with many and with few images a change. Each run
 * counts alike.
 */
function fitSaving(runs: readonly (readonly [bytes: number, changes: number, images: number])[]): {
  readonly each: number;
  readonly saved: number;
} {
  const points = runs.map(([bytes, changes, images]) => ({ x: images / changes, y: bytes / changes }));
  const mean = (read: (point: { x: number; y: number }) => number): number =>
    points.reduce((total, point) => total + read(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const spread = mean((point) => (point.x - x) ** 2);
  const slope = spread === 0 ? 0 : mean((point) => (point.x - x) * (point.y - y)) / spread;
  return { each: y - slope * x, saved: Math.max(0, -slope) };
}

/** Raw bytes of the same images by stored ones; null where no run compressed them. */
export function fitCompression(runs: readonly CalibrationRun[], constants: WalConstants): number | null {
  const compressed = runs.filter((run) => run.case.walCompression !== 'off');
  if (compressed.length === 0) return null;
  const raw = sum(
    compressed,
    ({ inventory }) =>
      inventory.heapImages * constants.heapImageBytes + inventory.indexImages * constants.indexImageBytes,
  );
  const stored = sum(
    compressed,
    ({ inventory }) =>
      inventory.heapImageBytes +
      inventory.indexImageBytes +
      (inventory.heapImages + inventory.indexImages) * IMAGE_HEADER_BYTES,
  );
  return Math.round((raw / stored) * 100) / 100;
}

/** Pages that the narrow table's checkpoints write beyond those that the model knows of. */
function fitFixedPages(runs: readonly CalibrationRun[], constants: WalConstants): number {
  const beyond = runs.map(
    (run) => readMeasured(run).buffersWritten - predictRun(run, constants).buffersWritten,
  );
  return Math.max(0, beyond.reduce((total, pages) => total + pages, 0) / Math.max(1, beyond.length));
}

/** How soon the place of a row wears out: the least squares of the images' relative errors. */
function fitVersions(runs: readonly CalibrationRun[], constants: WalConstants): number {
  const missBy = (versionsPerRoom: number): number =>
    sum(runs, (run) => {
      const predicted = predictRun(run, { ...constants, versionsPerRoom }).fullPageImages;
      return Math.log(predicted / readMeasured(run).fullPageImages) ** 2;
    });
  return VERSIONS.map((versions) => ({ versions, miss: missBy(versions) })).reduce((best, each) =>
    each.miss < best.miss ? each : best,
  ).versions;
}

const countIndexes = ({ workload }: CalibrationRun): number =>
  workload.movingIndexes + workload.stayingIndexes;

function gain({ edges }: CalibrationRun, name: 'rowWrites' | 'statements'): number {
  return edges[TIMED_CHECKPOINTS - 1]![name] - edges[FIRST_MEASURED]![name];
}

function divide(
  runs: readonly CalibrationRun[],
  bytes: keyof WalInventory,
  countOf: (run: CalibrationRun) => number,
): number {
  return sum(runs, ({ inventory }) => inventory[bytes]) / sum(runs, countOf);
}

function sum(runs: readonly CalibrationRun[], read: (run: CalibrationRun) => number): number {
  return runs.reduce((total, run) => total + read(run), 0);
}

function round(constants: WalConstants): WalConstants {
  return Object.fromEntries(
    Object.entries(constants).map(([name, value]: [string, number]) => [name, Math.round(value * 100) / 100]),
  ) as unknown as WalConstants;
}
