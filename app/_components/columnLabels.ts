import type { MarketData, PoolData, TokenMetadata } from '../../domain/tokenColumns.ts';

export type ColumnName =
  | keyof MarketData
  | keyof PoolData
  | keyof TokenMetadata
  | 'status'
  | 'hotScore'
  | 'holderCount';

/** Names of the mutable columns, with their units. */
export const COLUMN_LABELS: Readonly<Record<ColumnName, string>> = {
  priceUsd: 'Price (USD)',
  marketCapUsd: 'Market cap (USD)',
  volume24h: 'Volume 24 h (USD)',
  volume24hSol: 'Volume 24 h (SOL)',
  priceChange24h: 'Price change 24 h (%)',
  txCount24h: 'Transactions 24 h',
  status: 'Status',
  poolAddress: 'Pool address',
  poolType: 'Pool type',
  poolCreatedAt: 'Pool created at',
  hotScore: 'Hot score',
  holderCount: 'Holders',
  description: 'Description',
  imageUrl: 'Image',
  website: 'Website',
  twitter: 'Twitter',
  telegram: 'Telegram',
};
