import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSentence } from './answers.ts';
import { writeLast } from './sendAnswer.ts';

const NO_WEB_SOCKET = 'This dashboard has no web socket';

/**
 * True: refused. Other protocols that a client offers (Java's offers h2c with every request) are not taken up, which is
 * an answer, too (RFC 9110, 7.8).
 */
export function refuseUpgrade({ headers }: IncomingMessage, response: ServerResponse): boolean {
  if (!/\bwebsocket\b/i.test(headers.upgrade ?? '')) return false;
  writeLast(response, createSentence(400, NO_WEB_SOCKET));
  response.end();
  return true;
}
