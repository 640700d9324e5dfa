'use client';

import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { FeedToken } from '../../../server/types.ts';
import { formatCount, formatCounted } from '../../_components/format.ts';
import { Button } from '../../_components/ui/Button.tsx';
import { FeedHeader } from './FeedHeader.tsx';
import { FeedRow, ROW_HEIGHT } from './FeedRow.tsx';
import { useServerNow } from '../../_components/live/useServerNow.ts';
import { useRowFocus } from './useRowFocus.ts';

const NEAR_END = 30;
const HEADER_HEIGHT = 36;
/** Less than a row: the newest one is in sight. */
const TOP_PIXELS = 24;

/** The part of the list that the reader sees. */
export interface Sight {
  readonly atTop: boolean;
  readonly firstVisible: number;
  readonly lastVisible: number;
}

export interface FeedGridProps {
  readonly tokens: readonly FeedToken[];
  /** Tokens at the head of the feed that are not among `tokens` yet. */
  readonly unseen: number;
  /** Nothing comes after the last token. */
  readonly complete: boolean;
  readonly openMint: string | null;
  readonly onOpen: (mint: string) => void;
  readonly onSight: (sight: Sight) => void;
  readonly onNearEnd: () => void;
}

/** Thousands of rows, of which only those in sight exist. Arrow keys, page keys, Home and End move; Enter opens. */
export function FeedGrid(props: FeedGridProps) {
  const { tokens, unseen, complete, openMint, onOpen, onSight, onNearEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const now = useServerNow();
  const [activeMint, setActiveMint] = useState<string | null>(null);
  const active = useMemo(
    () => Math.max(0, activeMint === null ? 0 : tokens.findIndex(({ mint }) => mint === activeMint)),
    [tokens, activeMint],
  );
  // oxlint-disable-next-line react/incompatible-library -- the React Compiler is not used
  const virtualizer = useVirtualizer({
    count: tokens.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => tokens[index]?.mint ?? index,
    scrollMargin: HEADER_HEIGHT,
    scrollPaddingStart: HEADER_HEIGHT,
    overscan: 8,
    // The row with the focus stays in the document however far one scrolls.
    rangeExtractor: (range: Range) =>
      [...new Set([active, ...defaultRangeExtractor(range)])].sort((a, b) => a - b),
  });
  const items = virtualizer.getVirtualItems();
  const last = virtualizer.range?.endIndex ?? 0;
  const first = virtualizer.range?.startIndex ?? 0;
  const offset = virtualizer.scrollOffset ?? 0;
  const atTop = offset < TOP_PIXELS;

  useEffect(() => onSight({ atTop, firstVisible: first, lastVisible: last }), [atTop, first, last, onSight]);
  useEffect(() => {
    if (!complete && last >= tokens.length - NEAR_END) onNearEnd();
  });
  const onKeyDown = useRowFocus({
    count: tokens.length,
    active,
    pageRows: Math.max(1, last - first - 1),
    onMove: (index) => {
      setActiveMint(tokens[index]?.mint ?? null);
      virtualizer.scrollToIndex(index);
    },
    onOpen: () => onOpen(tokens[active]!.mint),
    scroller,
  });

  return (
    <div className="relative">
      <div
        ref={scroller}
        role="grid"
        aria-label="Tokens"
        aria-rowcount={complete ? tokens.length + 1 : -1}
        onKeyDown={onKeyDown}
        className="h-[calc(100dvh-16rem)] min-h-96 overflow-auto rounded-lg border border-line bg-surface [overflow-anchor:none] print:h-auto print:overflow-visible"
      >
        <FeedHeader height={HEADER_HEIGHT} />
        {/* On paper the rows that are drawn follow each other: places for thousands of others are empty pages. */}
        <div
          role="rowgroup"
          className="relative print:h-auto!"
          style={{ height: virtualizer.getTotalSize() }}
        >
          {items.map(({ index, start, key }) => (
            <FeedRow
              key={key}
              token={tokens[index]!}
              index={index}
              top={start - HEADER_HEIGHT}
              now={now}
              tabbable={index === active}
              open={tokens[index]!.mint === openMint}
              onOpen={onOpen}
              onFocus={setActiveMint}
            />
          ))}
        </div>
      </div>
      {unseen > 0 && (
        <div className="absolute inset-x-0 top-11 z-20 flex justify-center print-hidden">
          <Button
            look="primary"
            className="shadow-lg"
            onClick={() => {
              scroller.current?.scrollTo({ top: 0 });
              setActiveMint(null);
            }}
          >
            {unseen} new
          </Button>
        </div>
      )}
      <p className="mt-2 h-5 text-xs text-muted">{describeLoaded(tokens.length, complete)}</p>
    </div>
  );
}

const describeLoaded = (count: number, complete: boolean): string =>
  complete ? formatCounted(count, 'token') : `${formatCount(count)} tokens loaded; more come as you scroll`;
