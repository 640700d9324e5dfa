import type { ColumnGroup } from '../../../domain/tokenColumns.ts';
import type { FeedToken } from '../../../server/types.ts';
import { DASH, formatCount } from '../../_components/format.ts';
import { Badge } from '../../_components/ui/Badge.tsx';
import { ClockDate } from './ClockDate.tsx';
import { COLUMN_LABELS, type ColumnName } from '../../_components/columnLabels.ts';
import { toPlainText } from '../../_components/decimals.ts';
import { type Fact, Facts } from '../../_components/ui/Facts.tsx';
import { WebLink } from './WebLink.tsx';

interface ColumnSection {
  readonly title: string;
  /** Null: written once, never buffered. */
  readonly group: ColumnGroup | null;
  readonly facts: readonly Fact[];
}

/** All columns in the groups that are written together, each with where its newest value is stored. */
export function TokenColumns({ token }: { readonly token: FeedToken }) {
  return listSections(token).map(({ title, group, facts }) => (
    <section key={title} aria-label={title}>
      <h3 className="mb-1 flex items-center gap-2 text-sm font-semibold">
        {title}
        {group !== null && <GroupMark buffered={token.bufferedGroups.includes(group)} />}
      </h3>
      <Facts facts={facts} />
    </section>
  ));
}

function GroupMark({ buffered }: { readonly buffered: boolean }) {
  return <Badge tone={buffered ? 'good' : 'neutral'}>{buffered ? 'buffered' : 'in database'}</Badge>;
}

function listSections(token: FeedToken): readonly ColumnSection[] {
  const { market, pool, metadata } = token;
  const name = (column: ColumnName): string => COLUMN_LABELS[column];
  return [
    {
      title: 'Market',
      group: 'market',
      facts: [
        ...(['priceUsd', 'marketCapUsd', 'volume24h', 'volume24hSol', 'priceChange24h'] as const).map(
          (column) => ({ name: name(column), value: showDecimal(market[column]) }),
        ),
        { name: name('txCount24h'), value: formatCount(market.txCount24h) },
      ],
    },
    { title: 'Status', group: 'status', facts: [{ name: name('status'), value: token.status }] },
    {
      title: 'Hot score',
      group: 'hotScore',
      facts: [{ name: name('hotScore'), value: showDecimal(token.hotScore) }],
    },
    {
      title: 'Holders',
      group: 'holderCount',
      facts: [{ name: name('holderCount'), value: formatCount(token.holderCount) }],
    },
    {
      title: 'Pool',
      group: 'pool',
      facts: [
        { name: name('poolAddress'), value: pool.poolAddress ?? DASH },
        { name: name('poolType'), value: pool.poolType ?? DASH },
        { name: name('poolCreatedAt'), value: <ClockDate iso={pool.poolCreatedAt} /> },
      ],
    },
    {
      title: 'Metadata',
      group: 'metadata',
      facts: [
        { name: name('description'), value: metadata?.description ?? DASH },
        ...(['imageUrl', 'website', 'twitter', 'telegram'] as const).map((column) => ({
          name: name(column),
          value: <WebLink address={metadata?.[column] ?? null} />,
        })),
      ],
    },
    {
      title: 'Identity',
      group: null,
      facts: [
        { name: 'Mint', value: token.mint },
        { name: 'Name', value: token.name ?? DASH },
        { name: 'Symbol', value: token.symbol ?? DASH },
        { name: 'URI', value: <WebLink address={token.uri} /> },
        { name: 'Created at', value: <ClockDate iso={token.createdAt} /> },
        {
          name: 'Announced',
          value: token.announced ? 'yes' : 'no: first seen through a pool, a migration or a market row',
        },
      ],
    },
  ];
}

const showDecimal = (value: string | null): string => (value === null ? DASH : toPlainText(value));
