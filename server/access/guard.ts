import { getServices } from '../services.ts';
import { answerSentence } from '../http/answers.ts';
import { decideAccess } from './decideAccess.ts';
import { LOG_IN, WRONG_HOST } from './refusals.ts';
import { readRequestHeaders } from './requestHeaders.ts';

/** What proxy.ts decides, again at the route itself: nothing depends on a matcher alone. Null: go on. */
export function refuse(request: Request): Response | null {
  const access = decideAccess(getServices().config, {
    path: new URL(request.url).pathname,
    headers: readRequestHeaders(request),
    now: Date.now(),
  });
  if (access === 'wrong-host') return answerSentence(403, WRONG_HOST);
  if (access === 'log-in') return answerSentence(401, LOG_IN);
  return null;
}
