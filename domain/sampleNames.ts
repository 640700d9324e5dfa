/** How the values of samples become one value of a longer time, wherever that is done. */

/** Counters end in `Total`. */
export const isCounter = (name: string): boolean => name.endsWith('Total');

/** What a person sets or does: the mean of two settings was never in force. */
const SETTINGS: ReadonlySet<string> = new Set([
  'checkpointTimeoutSeconds',
  'completionTarget',
  'timeScale',
  'syncIntervalSeconds',
  'steadySince',
]);

/** Of a counter and of a setting the last value counts, of a gauge the mean. */
export const keepsLast = (name: string): boolean => isCounter(name) || SETTINGS.has(name);

/** The counter of pages that one kind of process wrote (observer/statements/pageWrites.ts). */
export const pagesWrittenName = (by: string): string => `pages.${by}.Total`;
