import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSentence } from './answers.ts';
import { MOST_BODY_BYTES } from './readBody.ts';
import { writeLast } from './sendAnswer.ts';

/** Routes with a limit of their own, in bytes; all others have MOST_BODY_BYTES. */
const LIMITS: ReadonlyMap<string, number> = new Map([
  // Open without a session; a token has 1,000 characters at the most.
  ['/api/login', 8 * 1024],
]);
/** A client reads its answer when it has sent its request: some of what is too much is taken, and dropped. */
const LINGER_MS = 1_000;

/**
 * Bounds the body before anybody reads it: what Next gets, it buffers before it decides who may come in. False: refused.
 * The stream stays as it is for whoever reads it.
 */
export function limitBody(request: IncomingMessage, response: ServerResponse): boolean {
  const { headers, url = '' } = request;
  const limit = LIMITS.get(url.split('?', 1)[0]!) ?? MOST_BODY_BYTES;
  if (Number(headers['content-length'] ?? 0) > limit) {
    refuse(request, response, limit);
    request.on('end', () => response.end()).resume();
    return false;
  }
  // A body of a stated length ends there: Node's parser sees to it.
  if (headers['transfer-encoding'] !== undefined) countBody(request, response, limit);
  return true;
}

function countBody(request: IncomingMessage, response: ServerResponse, limit: number): void {
  const push = request.push.bind(request);
  let bytes = 0;
  request.push = (chunk: Uint8Array | null, encoding?: BufferEncoding): boolean => {
    const was = bytes;
    bytes += chunk?.byteLength ?? 0;
    if (bytes <= limit) return push(chunk, encoding);
    if (was <= limit) refuse(request, response, limit);
    // Whoever reads the stream must not take what came so far for the whole.
    if (chunk === null) response.end();
    return true;
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, limit: number): void {
  if (response.headersSent) {
    request.destroy();
    return;
  }
  writeLast(response, createSentence(413, `The request is larger than ${limit / 1_024} kB`));
  const timer = setTimeout(() => response.end(), LINGER_MS);
  response.once('close', () => clearTimeout(timer));
}
