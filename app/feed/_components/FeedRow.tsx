'use client';

import { memo } from 'react';
import type { FeedToken } from '../../../server/types.ts';
import { DASH, formatCount } from '../../_components/format.ts';
import { classes } from '../../_components/ui/classes.ts';
import { describeAge } from './bufferedMark.ts';
import { CELL, ROW_GRID } from './feedLayout.ts';
import { PriceChange } from './PriceChange.tsx';
import { ShortNumber } from './ShortNumber.tsx';
import { WhereMark } from './WhereMark.tsx';

/** In pixels, of every row: so that the list knows its length before it is drawn. */
export const ROW_HEIGHT = 52;

export interface FeedRowProps {
  readonly token: FeedToken;
  readonly index: number;
  /** Pixels from the first row. */
  readonly top: number;
  readonly now: number | null;
  readonly tabbable: boolean;
  readonly open: boolean;
  readonly onOpen: (mint: string) => void;
  readonly onFocus: (mint: string) => void;
}

export const FeedRow = memo(function FeedRow(props: FeedRowProps) {
  const { token, index, top, now, tabbable, open, onOpen, onFocus } = props;
  const { mint, market, createdAt } = token;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={open}
      tabIndex={tabbable ? 0 : -1}
      onClick={() => onOpen(mint)}
      onFocus={() => onFocus(mint)}
      className={classes(
        ROW_GRID,
        'group absolute left-0 print:static cursor-pointer border-t border-line text-sm hover:bg-sunken focus-visible:-outline-offset-2',
        open && 'bg-sunken',
      )}
      style={{ height: ROW_HEIGHT, top }}
    >
      <div role="gridcell" className={CELL.token}>
        <TokenName token={token} />
      </div>
      <div role="gridcell" className={classes(CELL.age, 'text-muted')}>
        {now === null ? DASH : describeAge(now - Date.parse(createdAt))}
      </div>
      <div role="gridcell" className={CELL.price}>
        <ShortNumber value={market.priceUsd} unit="USD" />
        <div className="text-xs sm:hidden">
          <PriceChange value={market.priceChange24h} />
        </div>
      </div>
      <div role="gridcell" className={CELL.change}>
        <PriceChange value={market.priceChange24h} />
      </div>
      <div role="gridcell" className={classes(CELL.marketCap, 'relative')}>
        <ShortNumber value={market.marketCapUsd} unit="USD" />
      </div>
      <div role="gridcell" className={classes(CELL.volume, 'relative')}>
        <ShortNumber value={market.volume24h} unit="USD" />
      </div>
      <div role="gridcell" className={CELL.transactions}>
        {formatCount(market.txCount24h)}
      </div>
      <div role="gridcell" className={CELL.holders}>
        {formatCount(token.holderCount)}
      </div>
      <div role="gridcell" className={classes(CELL.hotScore, 'relative')}>
        <ShortNumber value={token.hotScore} unit="" />
      </div>
      <div role="gridcell" className={classes(CELL.status, 'text-muted')}>
        {token.status}
      </div>
      <div role="gridcell" className={CELL.mark}>
        <WhereMark token={token} now={now} />
      </div>
    </div>
  );
});

function TokenName({ token }: { readonly token: FeedToken }) {
  const { symbol, name, mint } = token;
  return (
    <>
      <div className="truncate">
        <span className="font-medium">{symbol ?? 'no symbol yet'}</span>{' '}
        <span className="text-muted">{name}</span>
      </div>
      <div className="truncate font-mono text-xs text-muted" title={mint}>
        {mint}
      </div>
    </>
  );
}
