import type { FeedToken } from '../../../server/types.ts';

export interface BufferedMark {
  readonly buffered: boolean;
  readonly text: string;
}

/** Where the newest values of a token are stored: in the buffer, since when, or in the database. */
export function describeMark(token: Pick<FeedToken, 'bufferedSince'>, now: number): BufferedMark {
  if (token.bufferedSince === null) return { buffered: false, text: 'in database' };
  return { buffered: true, text: `buffered ${describeAge(now - token.bufferedSince)} ago` };
}

/** 3 s, 4 min, 2 h, 5 d: one unit, so that it fits a narrow column. */
export function describeAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}
