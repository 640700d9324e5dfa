import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { readRequestHeaders } from '../access/requestHeaders.ts';
import { appRouter } from '../appRouter.ts';
import { createContext } from '../context.ts';
import { answerSentence } from './answers.ts';
import { readBody, TOO_LARGE } from './readBody.ts';

const MAX_CALLS = 20;

/** GET and POST /api/trpc/…; a body of 64 kB at the most. */
export async function answerTrpc(request: Request): Promise<Response> {
  const bounded = await boundBody(request);
  if (bounded === null) return answerSentence(413, TOO_LARGE);
  const answer = await fetchRequestHandler({
    endpoint: '/api/trpc',
    req: bounded,
    router: appRouter,
    createContext: () => createContext(readRequestHeaders(request)),
    maxBatchSize: MAX_CALLS,
  });
  // A stream says by itself that it is not to be kept, and not to be changed on its way either.
  if (!answer.headers.has('cache-control')) answer.headers.set('cache-control', 'no-store');
  return answer;
}

async function boundBody(request: Request): Promise<Request | null> {
  if (request.method !== 'POST') return request;
  const body = await readBody(request);
  if (body === null) return null;
  const { url, method, headers, signal } = request;
  return new Request(url, { method, headers, signal, body: new Uint8Array(body) });
}
