import type { Prediction, Workload } from '../../../model/workload/types.ts';

/** The two sides of a scenario and what the model says of each. */
export interface Both {
  readonly before: Workload;
  readonly after: Workload;
  readonly was: Prediction;
  readonly will: Prediction;
}
