import { FEED_SORTS } from '../../domain/feedSorts.ts';
import { createHash } from 'node:crypto';
import { SECURITY_HEADERS } from '../access/securityHeaders.ts';
import { object, oneOf, wholeNumber } from '../inputs.ts';
import { cursorText } from '../feedCursor.ts';
import { type FeedInput, readFeedPage } from '../readers/feed.ts';
import type { PipelineServices, TaggedBody } from '../services.ts';
import { createErrorAnswer, type PlainAnswer } from './answers.ts';

const DEFAULT_LIMIT = 50;

const input = object({
  sort: oneOf(FEED_SORTS),
  limit: wholeNumber(1, 500),
  cursor: cursorText.optional(),
});

export interface FeedRequest {
  readonly parameters: URLSearchParams;
  /** If-None-Match. */
  readonly knownTags: string | undefined;
}

/** GET /api/warp-pipes/feed: `{ tokens, nextCursor }`, or 304 where the caller has it already. */
export async function answerFeed(
  services: PipelineServices,
  { parameters, knownTags }: FeedRequest,
): Promise<PlainAnswer> {
  const given = {
    sort: parameters.get('sort') ?? 'new',
    limit: toNumber(parameters.get('limit') ?? String(DEFAULT_LIMIT)),
    cursor: parameters.get('cursor') ?? undefined,
  };
  try {
    const { sort, limit, cursor } = input.parse(given);
    const { body, etag } = await services.feedAnswers.read(`${sort} ${limit} ${cursor ?? ''}`, () =>
      createPage(services, { sort, limit, cursor }),
    );
    const headers = { ...SECURITY_HEADERS, etag, 'cache-control': 'private, no-cache' };
    if (hasTag(knownTags, etag)) return { status: 304, headers, body: null };
    return { status: 200, headers: { ...headers, 'content-type': 'application/json' }, body };
  } catch (error: unknown) {
    return createErrorAnswer(error, given);
  }
}

async function createPage(services: PipelineServices, asked: FeedInput): Promise<TaggedBody> {
  const body = JSON.stringify(await readFeedPage(services, asked));
  return { body, etag: `W/"${createHash('sha1').update(body).digest('base64url')}"` };
}

/** A whole number, or the text as it came. */
export const toNumber = (text: string): number | string => (/^-?\d{1,16}$/.test(text) ? Number(text) : text);

/** Compared weakly, as RFC 9110 (13.1.2) asks. */
function hasTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const strip = (tag: string): string => tag.trim().replace(/^W\//, '');
  return header.split(',').some((tag) => tag.trim() === '*' || strip(tag) === strip(etag));
}
