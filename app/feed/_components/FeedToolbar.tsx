'use client';

import type { FeedSort } from '../../../domain/feedSorts.ts';
import { Segmented } from '../../_components/ui/Segmented.tsx';
import { SearchField } from '../../_components/ui/SearchField.tsx';
import { writeUrl } from '../../_components/ui/useUrlParams.ts';

const SEGMENTS = [
  { value: 'new', label: 'New' },
  { value: 'hot', label: 'Hot' },
  { value: 'marketCap', label: 'Market cap' },
  { value: 'volume', label: 'Volume' },
] as const satisfies readonly { value: FeedSort; label: string }[];

export function FeedToolbar({ sort, search }: { readonly sort: FeedSort; readonly search: string }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 print-hidden">
      <Segmented
        label="Order"
        segments={SEGMENTS}
        value={sort}
        onChoose={(value) => writeUrl({ sort: value === 'new' ? null : value }, 'push')}
      />
      <SearchField
        label="Search by symbol, name or mint"
        placeholder="Symbol, name or mint"
        value={search}
        onSearch={(text) => writeUrl({ q: text })}
      />
    </div>
  );
}
