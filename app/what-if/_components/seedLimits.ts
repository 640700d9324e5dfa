import { WORKLOAD_PRESETS } from '../../../model/workload/presets.ts';

/** What the incident's report counted. */
export const SEED_WRITES_PER_HOUR = 630;
const CHECKPOINTS_PER_HOUR = 12;
/** Of each index a write can change the page that holds its entry; of the table and its history one each. */
const BESIDE_INDEXES = 2;

/** Pages that so many writes can dirty in five minutes, if each hits others. */
export function mostSeedPages(): number {
  const { movingIndexes, stayingIndexes } = WORKLOAD_PRESETS.seed;
  return (SEED_WRITES_PER_HOUR / CHECKPOINTS_PER_HOUR) * (movingIndexes + stayingIndexes + BESIDE_INDEXES);
}
