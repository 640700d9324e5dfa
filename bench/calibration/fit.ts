import type { ModelStrategy, WalConstants } from '../../model/workload/types.ts';
import { predictRun, readMeasured } from './judge.ts';
import { FIRST_MEASURED, TIMED_CHECKPOINTS } from './runCase.ts';
import type { CalibrationRun, WalInventory } from './types.ts';

/** What a page image costs beside its bytes: block header, image header, and the record's share (xlogrecord.h). */
const IMAGE_HEADER_BYTES = 25;
/** Line pointers of a page: more versions than this it never holds (MaxHeapTuplesPerPage). */
const MOST_VERSIONS = 291;
const BISECTIONS = 20;

/** The constants from the fit runs: each is a sum of bytes by a count of what they were written for. */
export function fitConstants(runs: readonly CalibrationRun[]): WalConstants {
  const plain = runs.filter((run) => run.case.walCompression === 'off');
  const of = (strategy: ModelStrategy): CalibrationRun[] =>
    plain.filter((run) => run.case.strategy === strategy);
  const wide = [...of('direct'), ...of('hybrid')];
  const rowsOf = (run: CalibrationRun): number => gain(run, 'rowWrites');
  const constants = {
    heapImageBytes: divide(wide, 'heapImageBytes', (run) => run.inventory.heapImages) + IMAGE_HEADER_BYTES,
    indexImageBytes: divide(wide, 'indexImageBytes', (run) => run.inventory.indexImages) + IMAGE_HEADER_BYTES,
    narrowImageBytes:
      divide(of('hybrid-split'), 'heapImageBytes', (run) => run.inventory.heapImages) + IMAGE_HEADER_BYTES,
    rowChangeBytes: divide(wide, 'rowChangeBytes', rowsOf),
    indexEntryBytes: divide(wide, 'indexEntryBytes', (run) => rowsOf(run) * countIndexes(run)),
    narrowChangeBytes: divide(of('hybrid-split'), 'rowChangeBytes', rowsOf),
    pointBytes: divide(plain, 'pointBytes', rowsOf),
    directStatementBytes: divide(of('direct'), 'otherBytes', (run) => gain(run, 'statements')),
    flushStatementBytes: divide([...of('hybrid'), ...of('hybrid-split')], 'otherBytes', (run) =>
      gain(run, 'statements'),
    ),
    fixedPages: 0,
    versionsPerRoom: MOST_VERSIONS,
  };
  const fixedPages = fitFixedPages(of('hybrid-split'), constants);
  const versionsPerRoom = fitVersions(of('direct'), { ...constants, fixedPages });
  return round({ ...constants, fixedPages, versionsPerRoom });
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

/** What the narrow table's checkpoints write beyond the pages that the model knows of. */
function fitFixedPages(runs: readonly CalibrationRun[], constants: WalConstants): number {
  const beyond = runs.map(
    (run) => readMeasured(run).buffersWritten - predictRun(run, constants).buffersWritten,
  );
  return Math.max(0, beyond.reduce((total, pages) => total + pages, 0) / Math.max(1, beyond.length));
}

/** How soon the place of a row wears out: so that the images of the direct runs come to what was counted. */
function fitVersions(runs: readonly CalibrationRun[], constants: WalConstants): number {
  const counted = sum(runs, (run) => readMeasured(run).fullPageImages);
  const expected = (versionsPerRoom: number): number =>
    sum(runs, (run) => predictRun(run, { ...constants, versionsPerRoom }).fullPageImages);
  let [low, high] = [1, MOST_VERSIONS];
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    // The sooner it wears out, the more pages are touched.
    if (expected(middle) > counted) low = middle;
    else high = middle;
  }
  return high;
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
    Object.entries(constants).map(([name, value]: [string, number]) => [name, Math.round(value * 10) / 10]),
  ) as unknown as WalConstants;
}
