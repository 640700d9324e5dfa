import { PAGE_BYTES } from '../../domain/postgres.ts';
import { isSplit, isUnbuffered } from '../../domain/strategies.ts';
import { layEvenly, layRows, type PageClass } from './pageClasses.ts';
import { expectRowsHit, listRowGroups, type RowGroup } from './rowGroups.ts';
import type { ToastWrites, Workload } from './types.ts';

/** Bytes of an index page, without headers: the branches above its leaves are computed with it. */
const USABLE_BYTES = 8152;
/** Share of leaves among an index's pages: the others are its branches. */
const LEAF_SHARE = 0.985;
/** Fillfactor of the narrow table. */
const NARROW_FILL = 0.9;
/** A Poisson number hardly ever lies further above. */
const MAX_BEYOND = 40;

/** A table or an index, in the order in which a checkpoint writes them (by file). */
export interface Structure {
  readonly kind: 'heap' | 'index';
  readonly pages: number;
  readonly classes: readonly PageClass[];
  /** `updates`: a page is hit as often as its rows are; `entries`: new entries fall anywhere. */
  readonly hitBy: 'updates' | 'entries';
  /** Whether an update that changes no indexed column passes it by (HOT). */
  readonly sparedByHot: boolean;
  /** Entries on a page; 0: none are added, or their place is free again. */
  readonly entriesPerPage: number;
  /** Most pages above the leaves. */
  readonly branches: number;
}

/** The writes that an update stream and its strategy make. */
export interface WriteShape {
  readonly groups: readonly RowGroup[];
  readonly inTurn: boolean;
  readonly structures: readonly Structure[];
  /** Share of the row writes that are HOT: no index gets an entry. */
  readonly hotShare: number;
}

/** The files that the updates change, under the workload's strategy. */
export function describeWrites(workload: Workload): WriteShape {
  const groups = listRowGroups(workload);
  const inTurn = workload.distribution === 'in-turn';
  if (isSplit(workload.strategy)) {
    return {
      groups,
      inTurn,
      structures: describeNarrow(workload, groups),
      hotShare: expectNarrowHotShare(workload),
    };
  }
  return { groups, inTurn, structures: describeWide(workload, groups), hotShare: expectHotShare(workload) };
}

/**
 * An update is HOT where it changes no indexed column and its page has room (storage-hot.html). Under `direct` that is
 * what brings the same values; the flush does not write those at all.
 */
function expectHotShare({ movingIndexes, unchangedShare, roomShare, strategy }: Workload): number {
  if (movingIndexes === 0) return roomShare;
  return isUnbuffered(strategy) ? unchangedShare * roomShare : 0;
}

function describeWide(workload: Workload, groups: readonly RowGroup[]): Structure[] {
  const { rows, bytesPerRow, roomShare, updatedRows, movingIndexes, stayingIndexes } = workload;
  const pages = (rows * bytesPerRow) / PAGE_BYTES;
  // Rows that once found no room lie at the end of the table, side by side.
  const packedPages = (updatedRows * (1 - roomShare) * bytesPerRow) / PAGE_BYTES;
  const classes = [
    ...layRows({ pages, groups: groups.map((group) => scaleGroup(group, roomShare)) }),
    ...layRows({ pages: packedPages, groups: groups.map((group) => scaleGroup(group, 1 - roomShare)) }),
  ];
  const heap: Structure = {
    kind: 'heap',
    pages: pages + packedPages,
    classes,
    hitBy: 'updates',
    sparedByHot: false,
    entriesPerPage: 0,
    branches: 0,
  };
  const staying = describeIndex(workload, groups, 'updates');
  const moving = describeIndex(workload, groups, 'entries');
  const first = Math.min(1, stayingIndexes);
  return [
    heap,
    ...Array.from({ length: first }, () => staying),
    ...Array.from({ length: movingIndexes }, () => moving),
    ...Array.from({ length: stayingIndexes - first }, () => staying),
    ...(workload.toast === undefined ? [] : [describeToast(workload.toast)]),
  ];
}

/** New pieces go where vacuum has cleared old ones away, so both fall anywhere. */
const describeToast = ({ pages, pagesPerUpdate }: ToastWrites): Structure => ({
  kind: 'heap',
  pages,
  classes: [{ pages, share: pagesPerUpdate / pages, rows: 0 }],
  hitBy: 'updates',
  sparedByHot: false,
  entriesPerPage: 0,
  branches: 0,
});

function describeIndex(
  { rows, bytesPerIndexEntry }: Workload,
  groups: readonly RowGroup[],
  hitBy: Structure['hitBy'],
): Structure {
  const leaves = Math.max(1, (LEAF_SHARE * rows * bytesPerIndexEntry) / PAGE_BYTES);
  return {
    kind: 'index',
    pages: leaves,
    classes: hitBy === 'updates' ? layRows({ pages: leaves, groups }) : layEvenly(leaves),
    hitBy,
    sparedByHot: true,
    entriesPerPage: hitBy === 'entries' ? rows / leaves : 0,
    branches: Math.ceil((leaves * bytesPerIndexEntry) / USABLE_BYTES),
  };
}

/**
 * Rows that are updated, and no others, side by side: nearly all HOT, so its index hears only of those that find no room.
 * New rows go into the wide table, whose indexes no update touches.
 */
function describeNarrow(workload: Workload, groups: readonly RowGroup[]): Structure[] {
  const { updatedRows, movingIndexes, stayingIndexes, bytesPerIndexEntry } = workload;
  const pages = countNarrowPages(workload);
  const leaves = Math.max(1, (updatedRows * bytesPerIndexEntry) / PAGE_BYTES);
  const wide = describeIndex(workload, [], 'updates');
  return [
    ...Array.from({ length: movingIndexes + stayingIndexes }, () => wide),
    {
      kind: 'heap',
      pages,
      classes: layRows({ pages, groups }),
      hitBy: 'updates',
      sparedByHot: false,
      entriesPerPage: 0,
      branches: 0,
    },
    {
      kind: 'index',
      pages: leaves,
      classes: layEvenly(leaves),
      hitBy: 'entries',
      sparedByHot: true,
      entriesPerPage: 0,
      branches: 0,
    },
  ];
}

/** A batch's rows need a second version beside the first; where a page has no room for them, the table grows. */
function countNarrowPages({ updatedRows, narrowBytesPerRow, batchRows }: Workload): number {
  const pages = Math.max(1, (updatedRows * narrowBytesPerRow) / PAGE_BYTES);
  return pages * Math.max(1, NARROW_FILL * (1 + Math.min(1, batchRows / updatedRows)));
}

/**
 * Share of the narrow table's writes that are HOT. A batch spreads over the table, so a page gets a Poisson number of new
 * versions at once; those beyond its room go to another page. What was replaced is cleared away before the next batch.
 */
function expectNarrowHotShare(workload: Workload): number {
  const { updatedRows, narrowBytesPerRow, batchRows } = workload;
  const mean = Math.min(batchRows, updatedRows) / countNarrowPages(workload);
  // The size per row is that of a page filled up to here, its room included.
  const room = Math.floor(((1 / NARROW_FILL - 1) * PAGE_BYTES) / narrowBytesPerRow);
  if (NARROW_FILL * (1 + Math.min(1, batchRows / updatedRows)) >= 1 || mean <= 0) return 1;
  let chance = Math.exp(-mean);
  let beyond = 0;
  for (let versions = 1; versions <= room + MAX_BEYOND; versions++) {
    chance *= mean / versions;
    beyond += Math.max(0, versions - room) * chance;
  }
  return 1 - Math.min(1, beyond / mean);
}

const scaleGroup = ({ rows, share }: RowGroup, factor: number): RowGroup => ({
  rows: rows * factor,
  share: share * factor,
});

/** Rows that this number of updates writes, all at once as a flush or one by one. */
export function expectRowWrites(workload: Workload, shape: WriteShape, updates: number): number {
  if (isUnbuffered(workload.strategy)) return updates;
  const { distinct, once } = expectRowsHit(shape.groups, updates, shape.inTurn);
  // A row that was updated more than once since the last flush holds other values by then.
  return distinct - workload.unchangedShare * once;
}

export interface Touches {
  /** Updates of rows that reach the table. */
  readonly updates: number;
  /** Rows written with new index entries. */
  readonly entries: number;
  /** Share of the updates that an index sees. */
  readonly indexed: number;
}

/**
 * The chance that a page of a class is changed by these touches. Drawn at random: 1 − e^(−share·u); in turn, with j
 * rows on the page: 1 − (1 − u/n)^j; by entries that fall anywhere: 1 − e^(−entries/pages).
 */
export function expectTouched(
  structure: Structure,
  page: PageClass,
  touches: Touches,
  turnRows: number | null,
): number {
  if (structure.hitBy === 'entries') return -Math.expm1(-page.share * touches.entries);
  const updates = structure.sparedByHot ? touches.updates * touches.indexed : touches.updates;
  if (turnRows === null) return -Math.expm1(-page.share * updates);
  return 1 - Math.max(0, 1 - updates / turnRows) ** page.rows;
}
