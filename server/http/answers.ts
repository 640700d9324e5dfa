import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { SECURITY_HEADERS } from '../access/securityHeaders.ts';
import { toPublicError } from '../trpc.ts';

/** `{ error: sentence }` */
export function answerSentence(status: number, sentence: string): Response {
  return Response.json(
    { error: sentence },
    { status, headers: { ...SECURITY_HEADERS, 'cache-control': 'no-store' } },
  );
}

/** What a caller may know of an error. `input`: as it came. */
export function answerError(error: unknown, input: unknown): Response {
  const known = toPublicError(error, input);
  return answerSentence(getHTTPStatusCodeFromError(known), known.message);
}

/** Runs a route and turns what it throws into an answer. */
export async function answer(input: unknown, run: () => Promise<Response>): Promise<Response> {
  try {
    return await run();
  } catch (error: unknown) {
    return answerError(error, input);
  }
}
