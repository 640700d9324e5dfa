import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSentence, type PlainAnswer } from './answers.ts';
import { writeLast } from './sendAnswer.ts';

/** No route takes another; Next answers some of those with a 500. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** True: refused, and the connection closed. What no page and no program sends is no matter for Next. */
export function refuseOddRequest(request: IncomingMessage, response: ServerResponse): boolean {
  const refusal = findRefusal(request);
  if (refusal === null) return false;
  writeLast(response, refusal);
  response.end();
  return true;
}

function findRefusal({ method = '', url = '', headers }: IncomingMessage): PlainAnswer | null {
  // Other protocols that a client offers (Java's offers h2c with every request) are not taken up: an answer, too
  // (RFC 9110, 7.8).
  if (/\bwebsocket\b/i.test(headers.upgrade ?? '')) {
    return createSentence(400, 'This dashboard has no web socket');
  }
  if (!METHODS.has(method)) return createSentence(405, 'This dashboard has no such method');
  return url.startsWith('/') ? null : createSentence(400, 'The target of a request begins with /');
}
