import { isUnbuffered } from '../../domain/strategies.ts';
import { createMoves } from './moves.ts';
import type { PageClass } from './pageClasses.ts';
import { countAppendedPages, countSpan, type Simulation, type Span } from './spans.ts';
import { expectTouched, type Structure, type Touches } from './structures.ts';

/** Moments within a running checkpoint at which its pages are taken to be written. */
const MOMENTS = 12;
/**
 * The share of shared_buffers that dirty pages come to fill where more are changed than fit: the others were written
 * by backends and the background writer. No formula: the incident wrote 10,113 of 16,384, runs of its size 9,400 to 14,600
 * (docs/checkpoints.md, docs/experiments/).
 */
const KEPT_SHARE = 2 / 3;

export interface CycleStart {
  /** Seconds since the first redo. */
  readonly at: number;
  /** How long the checkpoint that began with this cycle writes. */
  readonly writeSeconds: number;
  /** False: it was skipped; what was dirty then stays so, and redo stays where it was. */
  readonly isRunning: boolean;
}

export interface CycleEnd {
  readonly seconds: number;
  /** No checkpoint comes: redo stays, and pages that had an image need no other. */
  readonly skipped: boolean;
}

export interface Closed {
  /** Distinct pages changed in the cycle. */
  readonly heap: number;
  readonly index: number;
  /** Dirty pages at the end of the cycle. */
  readonly dirtyAtEnd: number;
  /** Share of it that is still in shared_buffers then. */
  readonly keptShare: number;
}

interface Part {
  readonly structure: Structure;
  /** For each class, the share of its pages that was dirty when the cycle began. */
  readonly dirty: Float64Array;
  /** The share that has had an image since redo: none but where a checkpoint was skipped. */
  readonly imaged: Float64Array;
}

/** The changes to a page between two moments. */
interface Hits {
  readonly touches: Touches;
  /** Drawn at random, each flush hits a page independently of the others. */
  readonly times: number;
  readonly creates: number;
  /** Rows that moved to another page of the table. */
  readonly moves: number;
}

/**
 * Which pages are dirty, cycle by cycle. A page that is changed only before the running checkpoint comes to it is clean
 * when the next one starts: that checkpoint took the change along. So with w the moment at which it is written, q the
 * share of its class that has to be, B the chance of a change in the cycle and A the mean chance of one after w:
 *
 *     dirty at the next redo = q·A + (1 − q)·B
 *
 * A checkpoint writes in the order of files and blocks (bufmgr.c, BufferSync sorts them), so each file has its own part
 * of the write phase, as long as its share of the dirty pages.
 */
export class PageStates {
  private readonly simulation: Simulation;
  private readonly parts: readonly Part[];

  private readonly movesUpTo: (second: number) => number;

  constructor(simulation: Simulation, secondsSinceVacuum: number | null) {
    this.simulation = simulation;
    this.movesUpTo = createMoves(simulation, secondsSinceVacuum);
    this.parts = simulation.shape.structures.map((structure) => ({
      structure,
      dirty: new Float64Array(structure.classes.length),
      imaged: new Float64Array(structure.classes.length),
    }));
  }

  /** Pages changed for the first time since redo, but for new ones: those are logged whole by themselves. */
  countImages(
    start: CycleStart,
    span: Span,
    seconds: number,
  ): { readonly heap: number; readonly index: number } {
    const { shape } = this.simulation;
    const hits = this.countHits(start.at, start.at + seconds);
    let [heap, index] = [0, countBranches(shape.structures, span)];
    for (const { structure, imaged } of this.parts) {
      let pages = 0;
      for (const [c, page] of structure.classes.entries()) {
        pages += page.pages * (1 - imaged[c]!) * this.chanceOf(structure, page, hits);
      }
      if (structure.kind === 'heap') heap += pages;
      else index += pages;
    }
    return { heap, index };
  }

  /** Ends the cycle and goes on to the next. */
  close(start: CycleStart, span: Span, { seconds, skipped }: CycleEnd): Closed {
    const { constants, shape, workload } = this.simulation;
    const { structures } = shape;
    const all = this.countHits(start.at, start.at + seconds);
    const added =
      countAppendedPages(this.simulation, span) + (span.statements > 0 ? constants.fixedPages : 0);
    const split = countSplits(structures, span) + countBranches(structures, span);
    let [heap, index] = [added, split];
    for (const { structure, imaged } of this.parts) {
      let pages = 0;
      for (const [c, page] of structure.classes.entries()) {
        const chance = this.chanceOf(structure, page, all);
        pages += page.pages * chance;
        imaged[c] = skipped ? 1 - (1 - imaged[c]!) * (1 - chance) : 0;
      }
      if (structure.kind === 'heap') heap += pages;
      else index += pages;
    }
    const dirtyAtEnd = this.moveOn(start, seconds, all) + added + split;
    const room = KEPT_SHARE * workload.sharedBuffersPages;
    return { heap, index, dirtyAtEnd, keptShare: Math.min(1, room / Math.max(1, heap + index)) };
  }

  /** Replaces what was dirty at the last redo by what is at the next; returns how many pages that is. */
  private moveOn(start: CycleStart, seconds: number, all: Hits): number {
    const sizes = this.parts.map(countDirty);
    const toWrite = sizes.reduce((sum, size) => sum + size, 0);
    let [before, dirtyPages] = [0, 0];
    for (const [i, { structure, dirty }] of this.parts.entries()) {
      const begins = toWrite === 0 ? 0 : (start.writeSeconds * before) / toWrite;
      const lasts = toWrite === 0 ? 0 : (start.writeSeconds * sizes[i]!) / toWrite;
      before += sizes[i]!;
      const later = Array.from({ length: sizes[i] === 0 ? 0 : MOMENTS }, (_, moment) => {
        const written = Math.min(seconds, begins + (lasts * (moment + 0.5)) / MOMENTS);
        return this.countHits(start.at + written, start.at + seconds);
      });
      for (const [c, page] of structure.classes.entries()) {
        const q = dirty[c]!;
        let after = start.isRunning ? 0 : 1;
        if (start.isRunning && q > 0) {
          for (const hits of later) after += this.chanceOf(structure, page, hits) / MOMENTS;
        }
        const isDirty = q * after + (1 - q) * this.chanceOf(structure, page, all);
        dirty[c] = isDirty;
        dirtyPages += isDirty * page.pages;
      }
    }
    return dirtyPages;
  }

  private countHits(from: number, to: number): Hits {
    const { workload, shape, rowsPerFlush } = this.simulation;
    const { creates, updates, flushes } = countSpan(this.simulation, from, to);
    const beside = { creates, moves: this.movesUpTo(to) - this.movesUpTo(from) };
    const indexed = 1 - shape.hotShare;
    if (isUnbuffered(workload.strategy)) {
      return { touches: { updates, entries: updates * indexed, indexed }, times: 1, ...beside };
    }
    const perFlush = {
      updates: workload.updatesPerSecond * workload.syncIntervalSeconds * (1 - workload.unchangedShare),
      entries: rowsPerFlush * indexed,
      indexed,
    };
    if (!shape.inTurn) return { touches: perFlush, times: flushes, ...beside };
    // In turn, a flush goes on where the one before ended.
    const touches = { updates: perFlush.updates * flushes, entries: perFlush.entries * flushes, indexed };
    return { touches, times: 1, ...beside };
  }

  private chanceOf(structure: Structure, page: PageClass, { touches, times, creates, moves }: Hits): number {
    const turnRows = this.simulation.shape.inTurn ? this.simulation.workload.updatedRows : null;
    const once = times === 0 ? 0 : expectTouched(structure, page, touches, turnRows);
    const missed = times === 1 ? 1 - once : (1 - once) ** times;
    const beside = structure.kind === 'heap' ? moves : creates;
    return beside === 0 ? 1 - missed : 1 - missed * Math.exp(-beside / structure.pages);
  }
}

const countDirty = ({ structure, dirty }: Part): number =>
  structure.classes.reduce((sum, { pages }, c) => sum + pages * dirty[c]!, 0);

/**
 * New pages of indexes whose entries fall anywhere: one for each page's worth of entries. At the most the index doubles in
 * a cycle: beyond that, entries of rows that were updated again are cleared away.
 */
function countSplits(structures: readonly Structure[], span: Span): number {
  const entries = span.rowWrites - span.hotWrites;
  return structures.reduce(
    (sum, { entriesPerPage, pages }) =>
      sum + (entriesPerPage > 0 ? Math.min(pages, entries / entriesPerPage) : 0),
    0,
  );
}

/** Pages above the leaves that splits change: each split one, drawn among them. */
function countBranches(structures: readonly Structure[], span: Span): number {
  const entries = span.rowWrites - span.hotWrites;
  return structures.reduce((sum, { entriesPerPage, branches }) => {
    if (entriesPerPage === 0 || branches === 0) return sum;
    return sum - branches * Math.expm1(-entries / entriesPerPage / branches);
  }, 0);
}
