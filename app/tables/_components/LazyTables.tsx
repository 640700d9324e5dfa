'use client';

import dynamic from 'next/dynamic';
import { LoadingRows } from '../../_components/ui/LoadingRows.tsx';

/** In a part of their own: what they share with other pages would otherwise be cut anew, and the overview weigh more. */
export const LazyTables = dynamic(
  () => import('./TablesOfRange.tsx').then((module) => module.TablesOfRange),
  {
    loading: () => <LoadingRows label="Loading tables…" />,
  },
);
