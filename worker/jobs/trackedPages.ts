import type { TrackedTokens } from '../types.ts';

const PAGE = 1_000;

/** Tracked mints, a page at a time. */
export async function* readTrackedPages(tracked: TrackedTokens): AsyncGenerator<readonly string[]> {
  for (let offset = 0; ; offset += PAGE) {
    const mints = await tracked.list(offset, PAGE);
    if (mints.length > 0) yield mints;
    if (mints.length < PAGE) return;
  }
}
