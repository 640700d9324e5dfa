import { getServices } from '../services.ts';
import { answerSentence } from '../http/answers.ts';
import { type Access, decideAccess } from './decideAccess.ts';
import { LOG_IN, WRONG_HOST } from './refusals.ts';
import { readRequestHeaders } from './requestHeaders.ts';

/** Repeats proxy.ts' decision at the route itself, so that nothing depends only on a matcher. Null: go on. */
export function refuse(request: Request): Response | null {
  return decide(request) === 'log-in' ? answerSentence(401, LOG_IN) : refuseWrongHost(request);
}

/** For tRPC, whose procedures refuse whoever has no session by themselves, in the words that its client understands. */
export function refuseWrongHost(request: Request): Response | null {
  return decide(request) === 'wrong-host' ? answerSentence(403, WRONG_HOST) : null;
}

const decide = (request: Request): Access =>
  decideAccess(getServices().config, {
    path: new URL(request.url).pathname,
    headers: readRequestHeaders(request),
    now: Date.now(),
  });
