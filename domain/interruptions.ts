import type { Interruption } from './checkpoints.ts';

/** Sentences on an interruption of the figures; its time is added to each. */
export const INTERRUPTION_SENTENCES: Readonly<Record<Interruption, string>> = {
  restarted: 'The server was restarted',
  crashed: 'The server crashed and recovered: its statistics restarted',
  'stats-reset': 'The statistics were reset',
  promoted: 'The server was promoted',
  'other-server': 'Another server answers at this address',
};
