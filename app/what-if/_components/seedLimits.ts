import { WORKLOAD_PRESETS } from '../../../model/workload/presets.ts';

/** The count in the incident's report. */
export const SEED_WRITES_PER_HOUR = 630;
const CHECKPOINTS_PER_HOUR = 12;
/** A write can change one page of each index, and one of the table and one of its history. */
const BESIDE_INDEXES = 2;

/** The most pages that the seed's writes can dirty in five minutes, if each hits others. */
export function mostSeedPages(): number {
  const { movingIndexes, stayingIndexes } = WORKLOAD_PRESETS.seed;
  return (SEED_WRITES_PER_HOUR / CHECKPOINTS_PER_HOUR) * (movingIndexes + stayingIndexes + BESIDE_INDEXES);
}
