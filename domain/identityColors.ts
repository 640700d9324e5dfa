import type { PageWriter } from './pageWriters.ts';
import type { CheckpointCause } from './checkpoints.ts';
import type { Component } from './components.ts';
import type { WaitKind } from './sessions.ts';
import type { StrategyName } from './strategies.ts';

/**
 * Colour is identity: each component, strategy and cause keeps its own everywhere. After Okabe and Ito, darkened or
 * lightened per theme in globals.css to contrast 3 : 1 with the surface; a dash pattern distinguishes what colour cannot.
 */
export interface Identity {
  readonly label: string;
  readonly color: string;
  /** As stroke-dasharray; empty: a solid line. */
  readonly dash: string;
  /** Drawn as an outline: what is expected, not what came. */
  readonly hollow?: true;
}

/** Bottom to top in the stack: what stays first, what goes last. */
export const COMPONENT_IDENTITY = {
  NewTokenHandler: { label: 'New tokens', color: 'var(--hue-green)', dash: '' },
  NewPoolHandler: { label: 'New pools', color: 'var(--hue-sky)', dash: '6 3' },
  MigrationHandler: { label: 'Migrations', color: 'var(--hue-purple)', dash: '2 2' },
  EnrichTokenJob: { label: 'Enrichment', color: 'var(--hue-grey)', dash: '1 3' },
  HotScoreJob: { label: 'Hot scores', color: 'var(--hue-orange)', dash: '8 2 2 2' },
  HolderCountJob: { label: 'Holder counts', color: 'var(--hue-yellow)', dash: '4 4' },
  RedisSyncJob: { label: 'Buffer sync', color: 'var(--hue-blue)', dash: '' },
  MarketDataJob: { label: 'Market data', color: 'var(--hue-vermillion)', dash: '10 3' },
} satisfies Record<Component, Identity>;

export const STRATEGY_IDENTITY = {
  direct: { label: 'direct', color: 'var(--hue-vermillion)', dash: '' },
  'buffer-all': { label: 'buffer-all', color: 'var(--hue-purple)', dash: '6 3' },
  hybrid: { label: 'hybrid', color: 'var(--hue-blue)', dash: '2 2' },
  'hybrid-split': { label: 'hybrid-split', color: 'var(--hue-green)', dash: '8 3' },
} satisfies Record<StrategyName, Identity>;

export const CAUSE_IDENTITY = {
  time: { label: 'timed', color: 'var(--hue-blue)', dash: '' },
  wal: { label: 'forced by WAL', color: 'var(--hue-vermillion)', dash: '6 3' },
  requested: { label: 'requested', color: 'var(--hue-purple)', dash: '2 2' },
  shutdown: { label: 'shutdown', color: 'var(--hue-grey)', dash: '4 4' },
  'end-of-recovery': { label: 'end of recovery', color: 'var(--hue-grey)', dash: '1 3' },
  unknown: { label: 'cause unknown', color: 'var(--hue-grey)', dash: '1 1' },
} satisfies Record<CheckpointCause, Identity>;

export const PAGE_WRITER_IDENTITY = {
  checkpointer: { label: 'Checkpointer', color: 'var(--hue-sky)', dash: '' },
  bgwriter: { label: 'Background writer', color: 'var(--hue-green)', dash: '6 3' },
  backends: { label: 'Backends', color: 'var(--hue-vermillion)', dash: '2 2' },
  vacuum: { label: 'Vacuum', color: 'var(--hue-grey)', dash: '8 3' },
} satisfies Record<PageWriter, Identity>;

export const PAGE_WRITERS_SHOWN = Object.keys(PAGE_WRITER_IDENTITY) as readonly PageWriter[];

/** Bottom to top in the stack: locks, and the disk, are above what runs. */
export const WAIT_IDENTITY = {
  running: { label: 'Running', color: 'var(--hue-green)', dash: '' },
  wal: { label: 'Waiting for WAL', color: 'var(--hue-blue)', dash: '6 3' },
  data: { label: 'Waiting for data files', color: 'var(--hue-sky)', dash: '2 2' },
  lock: { label: 'Waiting for a lock', color: 'var(--hue-vermillion)', dash: '8 3' },
  other: { label: 'Waiting for something else', color: 'var(--hue-grey)', dash: '1 3' },
} satisfies Record<WaitKind, Identity>;

export const SERIES_IDENTITY = {
  wal: { label: 'WAL', color: 'var(--hue-blue)', dash: '' },
  fullPageImages: { label: 'Full-page images', color: 'var(--hue-orange)', dash: '6 3' },
  buffered: { label: 'Buffered', color: 'var(--hue-blue)', dash: '' },
  parked: { label: 'Parked', color: 'var(--hue-orange)', dash: '4 4' },
  dead: { label: 'Dead', color: 'var(--hue-vermillion)', dash: '2 2' },
  pages: { label: 'Pages written', color: 'var(--hue-sky)', dash: '' },
  seconds: { label: 'Write time', color: 'var(--hue-vermillion)', dash: '' },
  predictedPages: { label: 'Predicted pages', color: 'var(--hue-sky)', dash: '2 2', hollow: true },
  predictedSeconds: {
    label: 'Predicted write time',
    color: 'var(--hue-vermillion)',
    dash: '2 2',
    hollow: true,
  },
  writing: { label: 'Write phase', color: 'var(--hue-purple)', dash: '6 3' },
  syncing: { label: 'Sync phase', color: 'var(--hue-orange)', dash: '' },
  plateau: { label: 'c·T', color: 'var(--hue-grey)', dash: '6 4' },
} satisfies Record<string, Identity>;
