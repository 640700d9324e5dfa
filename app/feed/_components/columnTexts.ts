import type { DocAddress } from '../../_components/ui/Hint.tsx';
import type { FeedColumn } from './feedLayout.ts';

interface ColumnText {
  readonly label: string;
  readonly hint: string;
  readonly more?: DocAddress;
}

/** The head of the feed for each column. */
export const COLUMN_TEXTS: Readonly<Record<FeedColumn, ColumnText>> = {
  token: {
    label: 'Token',
    hint: 'Symbol and name, and the mint that identifies it: text from outside.',
    more: '/docs/security#mints-symbols-and-other-text-from-outside',
  },
  age: { label: 'Age', hint: 'Since the token was launched, or first seen.' },
  price: {
    label: 'Price (USD)',
    hint: 'The newest price that was accepted, to four digits; all of them on hover. A small figure behind the point counts zeros: 0.0₄3855 is 0.00003855.',
  },
  change: { label: '24 h', hint: 'Change of the price over 24 hours, as the source reports it.' },
  marketCap: { label: 'Market cap (USD)', hint: 'As the source reports it.' },
  volume: { label: 'Volume 24 h (USD)', hint: 'Traded within 24 hours, as the source reports it.' },
  transactions: { label: 'Tx 24 h', hint: 'Transactions within 24 hours, as the source reports it.' },
  holders: {
    label: 'Holders',
    hint: 'How many hold the token: read every 15 minutes of workload time while it is tracked.',
  },
  hotScore: {
    label: 'Hot score',
    hint: 'The logarithms of volume and transactions, lifted by a rising price and halved with every six hours of age. Computed every 15 minutes of workload time.',
  },
  status: { label: 'Status', hint: 'new, active, migrated or inactive.' },
  mark: {
    label: 'Stored in',
    hint: 'Where the newest values are: in the buffer, and since when, or in the database. Readers see them either way.',
    more: '/docs/strategies',
  },
};
