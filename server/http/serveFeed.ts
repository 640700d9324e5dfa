import type { IncomingMessage, ServerResponse } from 'node:http';
import { decideAccess } from '../access/decideAccess.ts';
import { LOG_IN, WRONG_HOST } from '../access/refusals.ts';
import type { PipelineServices } from '../services.ts';
import { createSentence, type PlainAnswer } from './answers.ts';
import { answerFeed } from './feedRoute.ts';
import { sendAnswer, sendFailure } from './sendAnswer.ts';

const FEED_PATH = '/api/warp-pipes/feed';
const METHODS = 'GET, HEAD, OPTIONS';

export const isForFeed = ({ url = '' }: IncomingMessage): boolean =>
  url === FEED_PATH || url.startsWith(`${FEED_PATH}?`);

/**
 * The feed, without Next, whose way to a route costs 2.2 ms of CPU: more than the page itself. What else surrounds a
 * route is here: access, methods, headers, compression.
 */
export async function serveFeed(
  services: PipelineServices,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await sendAnswer(request, response, await decideAnswer(services, request));
  } catch (error: unknown) {
    await sendFailure(request, response, error);
  }
}

async function decideAnswer(services: PipelineServices, request: IncomingMessage): Promise<PlainAnswer> {
  const { method, url = '', headers } = request;
  const access = decideAccess(services.config, {
    path: FEED_PATH,
    headers: pickHeaders(request),
    now: Date.now(),
  });
  if (access === 'wrong-host') return createSentence(403, WRONG_HOST);
  if (access === 'log-in') return createSentence(401, LOG_IN);
  if (method === 'OPTIONS') return { status: 204, headers: { allow: METHODS }, body: null };
  if (method !== 'GET' && method !== 'HEAD') return refuseMethod();
  return answerFeed(services, {
    parameters: new URLSearchParams(url.slice(FEED_PATH.length)),
    knownTags: headers['if-none-match'],
  });
}

function refuseMethod(): PlainAnswer {
  const { headers, ...answer } = createSentence(405, `The feed takes ${METHODS}`);
  return { ...answer, headers: { ...headers, allow: METHODS } };
}

/** Those that access depends on. */
function pickHeaders({ headers: { host, cookie } }: IncomingMessage): Headers {
  return new Headers({ ...(host !== undefined && { host }), ...(cookie !== undefined && { cookie }) });
}
