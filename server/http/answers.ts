import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { SECURITY_HEADERS } from '../access/securityHeaders.ts';
import { toPublicError } from '../trpc.ts';

/** An answer without its connection: Response costs more (74 µs for 39 kB) than the feed has to spare. */
export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** `{ error: sentence }` */
export const createSentence = (status: number, sentence: string): PlainAnswer => ({
  status,
  headers: { ...SECURITY_HEADERS, 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify({ error: sentence }),
});

/** The part of an error that a caller may know. `input`: as it came. */
export function createErrorAnswer(error: unknown, input: unknown): PlainAnswer {
  const known = toPublicError(error, input);
  return createSentence(getHTTPStatusCodeFromError(known), known.message);
}

export const toResponse = ({ status, headers, body }: PlainAnswer): Response =>
  new Response(body, { status, headers });

export const answerSentence = (status: number, sentence: string): Response =>
  toResponse(createSentence(status, sentence));

/** Runs a route and turns what it throws into an answer. */
export async function answer(input: unknown, run: () => Promise<Response>): Promise<Response> {
  try {
    return await run();
  } catch (error: unknown) {
    return toResponse(createErrorAnswer(error, input));
  }
}
