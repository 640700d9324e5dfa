import { type Figure, valueOf } from '../../../domain/figure.ts';
import { formatBytes, formatSeconds } from '../format.ts';

/** When WAL forces a checkpoint, and how soon that is at the rate of the figures; null where that is not known. */
export function describeTrigger(triggerBytes: number | null, walBytesPerHour: Figure): string | null {
  if (triggerBytes === null) return null;
  const rate = valueOf(walBytesPerHour);
  const soon =
    rate === null || rate <= 0
      ? ''
      : `, about every ${formatSeconds((3_600 * triggerBytes) / rate)} at this rate`;
  return `${formatBytes(triggerBytes)} force a checkpoint${soon}`;
}
