export const SHOWN_CYCLES = 12;
const WITHIN_MS = 24 * 3_600_000;

/** The query of the strip of cycles; the same on server and browser, so that the browser finds what the server read. */
export const recentEventsRange = (at: number): { from: number; to: number; limit: number } => ({
  from: at - WITHIN_MS,
  to: at,
  limit: SHOWN_CYCLES,
});
