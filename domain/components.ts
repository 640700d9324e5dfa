/** The components that issue writes: a label in metrics and a comment in SQL. */
export const COMPONENTS = [
  'NewTokenHandler',
  'NewPoolHandler',
  'MigrationHandler',
  'MarketDataJob',
  'HotScoreJob',
  'HolderCountJob',
  'EnrichTokenJob',
  'RedisSyncJob',
] as const;
export type Component = (typeof COMPONENTS)[number];
