'use client';

import dynamic from 'next/dynamic';
import { Once } from '../../_components/ui/Once.tsx';
import { useCallback, useState } from 'react';
import type { Sight } from './FeedGrid.tsx';
import { FeedToolbar } from './FeedToolbar.tsx';
import { Failure } from '../../_components/ui/Failure.tsx';
import { Stale } from '../../_components/live/Stale.tsx';
import { LoadingRows } from '../../_components/ui/LoadingRows.tsx';
import { MAX_MINT_CHARACTERS } from '../../../domain/tokenColumns.ts';
import { writeUrl } from '../../_components/ui/useUrlParams.ts';
import { useFeed } from './useFeed.ts';
import { useFeedView } from './useFeedView.ts';
import { EmptyFeed } from './EmptyFeed.tsx';
import { useLive } from '../../_components/live/LiveProvider.tsx';

const FeedGrid = dynamic(() => import('./FeedGrid.tsx').then((module) => module.FeedGrid));

const TokenPanel = dynamic(() => import('./TokenPanel.tsx').then((module) => module.TokenPanel), {
  ssr: false,
});

const open = (mint: string): void => writeUrl({ mint }, 'push');

export function Feed() {
  const { sort, search, refused, mint } = useFeedView();
  const live = useLive((view) => !view.paused);
  const [sight, setSight] = useState<Sight>({ atTop: true, firstVisible: 0, lastVisible: 0 });
  const see = useCallback(
    (seen: Sight) =>
      setSight((known) =>
        known.atTop === seen.atTop &&
        known.firstVisible === seen.firstVisible &&
        known.lastVisible === seen.lastVisible
          ? known
          : seen,
      ),
    [],
  );
  const { feed, tokens, unseen, read, pollError } = useFeed({
    sort,
    search,
    live,
    atTop: sight.atTop && mint === null,
    firstVisible: sight.firstVisible,
    lastVisible: sight.lastVisible,
  });
  const error = feed.error ?? pollError;
  return (
    <>
      <FeedToolbar sort={sort} search={search} />
      {refused && (
        <p role="status" className="text-sm text-muted">
          The address asks for a text with a NUL character, or for more than {MAX_MINT_CHARACTERS} characters.
          That cannot be searched for, so all tokens are shown.
        </p>
      )}
      {error !== null && (
        <Failure what="The feed cannot be read" error={error} onRetry={() => void feed.refetch()} />
      )}
      {feed.isPending && error === null && <LoadingRows label="Loading tokens…" />}
      {feed.isSuccess && tokens.length === 0 && <EmptyFeed search={search} />}
      {tokens.length > 0 && (
        <Stale of={['postgres', 'redis']} read={read}>
          <FeedGrid
            // Another order is another list: it begins at its top.
            key={`${sort} ${search}`}
            tokens={tokens}
            unseen={unseen}
            complete={!feed.hasNextPage}
            openMint={mint}
            onOpen={open}
            onSight={see}
            onNearEnd={() => {
              if (feed.hasNextPage && !feed.isFetching) void feed.fetchNextPage();
            }}
          />
        </Stale>
      )}
      <Once when={mint !== null}>
        <TokenPanel mint={mint} live={live} onClose={() => writeUrl({ mint: null }, 'push')} />
      </Once>
    </>
  );
}
