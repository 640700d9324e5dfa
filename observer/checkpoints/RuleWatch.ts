import type { CheckpointRecord } from '../../domain/checkpoints.ts';
import { MIN_PREDICTIONS, type RuleCheck } from '../../domain/ruleCheck.ts';
import { median } from '../../domain/statistics.ts';
import { predictWriteSeconds } from '../../model/pacing.ts';
import { errorOfSeconds } from '../../model/predictionErrors.ts';

/** Whether a server's write times follow the pacing rule, by its last ten timed checkpoints of which that was predicted. */
export class RuleWatch {
  private errors: number[] = [];

  reset(): void {
    this.errors = [];
  }

  /** Leaves out what a request or WAL may have hurried: that is no other rule. */
  add(record: CheckpointRecord): void {
    const { cause, predicted, writeSeconds, merged, skipped } = record;
    if (cause !== 'time' || predicted === null || merged > 1 || skipped) return;
    const expected = expectedSeconds(record, predicted);
    // Each page that others wrote first took a nap, too: where dirty pages are not counted, only a shorter time says something.
    if (predicted.source === 'last' && writeSeconds !== null && writeSeconds > expected) return;
    const error = errorOfSeconds(expected, writeSeconds);
    if (error !== null) this.errors = [...this.errors, Math.abs(error)].slice(-MIN_PREDICTIONS);
  }

  /** Null until ten predictions could be judged. */
  get check(): RuleCheck | null {
    const medianError = median(this.errors);
    if (medianError === null || this.errors.length < MIN_PREDICTIONS) return null;
    return { predictions: this.errors.length, medianError };
  }
}

/** Pages taken over from the checkpoint before may be wrong without the rule being so: then the written ones count. */
function expectedSeconds(
  { buffers, ...settings }: CheckpointRecord,
  predicted: NonNullable<CheckpointRecord['predicted']>,
): number {
  if (predicted.source === 'buffercache' || buffers === null) return predicted.writeSeconds;
  return predictWriteSeconds(buffers, settings);
}
