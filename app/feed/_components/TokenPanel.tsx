'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { FeedToken } from '../../../server/types.ts';
import { useTRPC } from '../../_trpc/client.tsx';
import { canBeAsked } from './canBeAsked.ts';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { CopyButton } from '../../_components/ui/CopyButton.tsx';
import { PriceHistory } from './PriceHistory.tsx';
import { TokenColumns } from './TokenColumns.tsx';
import { Failure } from '../../_components/ui/Failure.tsx';
import { Stale } from '../../_components/live/Stale.tsx';
import { SidePanel } from '../../_components/ui/SidePanel.tsx';
import { useServerNow } from '../../_components/live/useServerNow.ts';
import { WhereMark } from './WhereMark.tsx';

const POLL_MS = 2_000;

export interface TokenPanelProps {
  /** Null: closed. */
  readonly mint: string | null;
  readonly live: boolean;
  readonly onClose: () => void;
}

/** All columns of one token and its prices. */
export function TokenPanel({ mint, live, onClose }: TokenPanelProps) {
  const trpc = useTRPC();
  const canExist = mint === null || canBeAsked(mint);
  const { data, dataUpdatedAt, error, isPending, refetch } = useQuery({
    ...trpc.feed.token.queryOptions({ mint: mint ?? '' }),
    enabled: mint !== null && canExist,
    refetchInterval: live ? POLL_MS : false,
    placeholderData: keepPreviousData,
  });
  const shown = data?.token?.mint === mint ? data : undefined;
  const token = shown?.token ?? null;
  const missing = !canExist || (data !== undefined && data.token === null);
  return (
    <SidePanel
      open={mint !== null}
      onClose={onClose}
      title={describeTitle(token)}
      description={<span className="font-mono text-xs">{mint}</span>}
      actions={mint !== null && <CopyButton text={mint} label="Copy mint" />}
    >
      {error !== null && (
        <Failure what="The token cannot be read" error={error} onRetry={() => void refetch()} />
      )}
      {missing && <EmptyState>There is no row of this mint in the database.</EmptyState>}
      {!missing && token === null && error === null && (
        <p role="status" className="text-sm text-muted">
          {isPending ? 'Being read …' : 'Being read again …'}
        </p>
      )}
      {token !== null && shown !== undefined && (
        <Stale of={['postgres', 'redis']} read={live ? { at: dataUpdatedAt, everyMs: POLL_MS } : null}>
          <Body token={token} prices={shown.prices} />
        </Stale>
      )}
    </SidePanel>
  );
}

function describeTitle(token: FeedToken | null): string {
  if (token === null) return 'Token';
  return [token.symbol, token.name].filter((part) => part !== null).join(' · ') || 'Token without a name';
}

function Body({
  token,
  prices,
}: { readonly token: FeedToken } & Pick<Parameters<typeof PriceHistory>[0], 'prices'>) {
  const now = useServerNow();
  return (
    <div className="flex flex-col gap-5">
      <p className="flex items-center gap-2 text-sm">
        Stored in: <WhereMark token={token} now={now} />
      </p>
      <PriceHistory prices={prices} />
      <TokenColumns token={token} />
    </div>
  );
}
