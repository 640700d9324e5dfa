'use client';

import { PROFILES } from '../../../domain/profiles.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { HistorySample } from '../../../domain/history.ts';
import type { CheckpointMark, EventLists, HistoryMarks } from '../../../server/types.ts';
import { useTRPC } from '../../_trpc/client.tsx';
import { useLive } from '../live/LiveProvider.tsx';
import { mergeEvents } from '../live/mergeEvents.ts';
import { describeCoverage } from './charts/describeCoverage.ts';
import type { TimeWindow } from './charts/geometry.ts';
import { appendToHistory } from './charts/rebucket.ts';
import { createWindow, findFirst, RATE_WINDOW_MS } from './charts/timeWindow.ts';
import { useAnchor } from './useAnchor.ts';
import { useHeld } from './useHeld.ts';
import type { Range } from './useRange.ts';

export interface ChartHistory {
  readonly samples: readonly HistorySample[];
  /** Used for samples that do not hold their own. */
  readonly timeScale: number;
  readonly widthMs: number;
  readonly window: TimeWindow;
  /** The moment up to which is shown; the window may reach beyond. */
  readonly now: number;
  /** Where the charts begin, if that is later than the range does: nothing was recorded before. */
  readonly beginsAt: number | null;
  readonly events: EventLists<CheckpointMark>;
  /** Sentences on the events that are left out. */
  readonly leftOut: readonly string[];
  readonly loading: boolean;
}

/** The stream begins a moment after the page was read: so far the history reaches beyond it. */
const OVERLAP_MS = 15_000;
/** For results of megabytes that nobody asks for again: the next range, and the next ten minutes, are another query. */
const UNSHARED = { placeholderData: keepPreviousData, gcTime: 0 } as const;
/** However wide a bucket is, the charts go on at least so often. */
const SLOWEST_MS = 10_000;
const NOTHING = { found: 0, kept: 0, since: null } as const;
const NO_MARKS: HistoryMarks = {
  checkpoints: [],
  syncs: [],
  marks: [],
  widthMs: 1_000,
  everyUnplanned: true,
  coverage: { checkpoints: NOTHING, syncs: NOTHING, marks: NOTHING },
};
/** Until the server's own is known. */
const USUAL_TIMEOUT_S = PROFILES.default.checkpointTimeoutSeconds;
const NO_SAMPLES = { widthMs: 1_000, samples: [] } as const;

export interface ChartHistoryOptions {
  readonly range: Range;
  /** Most points: about one for each pixel. */
  readonly points: number;
  readonly loadedAt: number;
}

/** The charts' data: the history of the range, and what streams in at its end. */
export function useChartHistory({ range, points, loadedAt }: ChartHistoryOptions): ChartHistory {
  const trpc = useTRPC();
  const anchor = useAnchor(JSON.stringify(range), loadedAt);
  const asked =
    range.kind === 'absolute'
      ? { from: Math.floor(range.from), to: Math.ceil(range.to) }
      : { from: anchor - range.spanMs, to: anchor + OVERLAP_MS };
  // The rates of the first bucket begin before it.
  const leadMs = 2 * Math.max(RATE_WINDOW_MS, Math.ceil((asked.to - asked.from) / Math.max(1, points)));
  const read = { from: asked.from - leadMs, to: asked.to };
  const enabled = points > 0;
  const {
    data: history = NO_SAMPLES,
    isPending,
    isPlaceholderData,
  } = useQuery({
    ...trpc.history.samples.queryOptions({ ...read, points }),
    ...UNSHARED,
    enabled,
  });
  const { data: past = NO_MARKS } = useQuery({
    ...trpc.history.marks.queryOptions({ ...read, points }),
    ...UNSHARED,
    enabled,
  });
  const samplesNow = useLive((view) => view.samples);
  const liveEvents = useLive((view) => view.events);
  const shownAt = useLive((view) => view.shown?.at ?? null) ?? loadedAt;
  const timeScale = useLive((view) => view.shown?.worker.timeScale ?? null) ?? 1;
  const timeoutSeconds =
    useLive((view) => view.shown?.view?.settings?.checkpointTimeoutSeconds ?? null) ?? USUAL_TIMEOUT_S;
  const events = useMemo(() => mergeEvents<CheckpointMark>(past, liveEvents), [past, liveEvents]);
  const leftOut = useMemo(() => describeCoverage(past), [past]);
  // Between two buckets there is nothing new to see, nor in a range that is over, and drawing is what costs.
  const isOver = range.kind === 'absolute' && range.to < shownAt - OVERLAP_MS;
  const step = isOver ? 0 : Math.floor(shownAt / Math.min(history.widthMs, SLOWEST_MS));
  const live = useHeld(samplesNow, step);
  const shownTo = useHeld(shownAt, step);
  const samples = useMemo(() => appendToHistory(history, live), [history, live]);
  // The values shown until the range is read say nothing of where it begins.
  const from = range.kind === 'absolute' || isPending || isPlaceholderData ? null : shownTo - range.spanMs;
  const firstAt = useMemo(
    () => (from === null ? null : findFirst(samples, events.checkpoints, from)),
    [samples, events.checkpoints, from],
  );
  const window = useMemo(
    () => createWindow({ range, now: shownTo, widthMs: history.widthMs, timeoutSeconds, firstAt }),
    [range, shownTo, history.widthMs, timeoutSeconds, firstAt],
  );
  const beginsAt = from !== null && firstAt !== null && window.from > from ? firstAt : null;
  // The same object until something in it changes: drawing is what costs.
  return useMemo(
    () => ({
      samples,
      timeScale,
      widthMs: history.widthMs,
      window,
      now: shownTo,
      beginsAt,
      events,
      leftOut,
      loading: isPending,
    }),
    [samples, timeScale, history.widthMs, window, shownTo, beginsAt, events, leftOut, isPending],
  );
}
