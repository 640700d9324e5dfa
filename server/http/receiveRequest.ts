import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSentence } from './answers.ts';
import { MAX_BODY_BYTES } from './readBody.ts';
import { writeLast } from './sendAnswer.ts';

/** Routes with a limit of their own, in bytes; all others have MAX_BODY_BYTES. */
const LIMITS: ReadonlyMap<string, number> = new Map([
  // Open without a session; a token has 1,000 characters at the most.
  ['/api/login', 8 * 1024],
]);
/** A client reads its answer when it has sent its request: some of what is too much is taken, and dropped. */
const LINGER_MS = 1_000;

/**
 * Calls `proceed` once the request is there as a whole, its body within the limit: whoever reads it sees none that is
 * cut off. Next would buffer 10 MB of any body before it decides who may come in.
 */
export function receiveRequest(
  request: IncomingMessage,
  response: ServerResponse,
  proceed: () => void,
): void {
  const { headers, url = '' } = request;
  const limit = LIMITS.get(url.split('?', 1)[0]!) ?? MAX_BODY_BYTES;
  const announced = Number(headers['content-length'] ?? 0);
  if (announced > limit) {
    refuse(response, limit);
    request.on('end', () => response.end()).resume();
    return;
  }
  if (announced === 0 && headers['transfer-encoding'] === undefined) proceed();
  else holdBody(request, response, { limit, room: announced || limit, proceed });
}

interface Held {
  readonly limit: number;
  /** Bytes to allocate at once: chunks of one byte would take far more by themselves. */
  readonly room: number;
  readonly proceed: () => void;
}

/** Sits between Node's parser and the stream, which gets the body in one piece. */
function holdBody(request: IncomingMessage, response: ServerResponse, { limit, room, proceed }: Held): void {
  const push = request.push.bind(request);
  const held = Buffer.allocUnsafe(room);
  let bytes = 0;
  request.push = (chunk: Uint8Array | null): boolean => {
    if (chunk !== null) {
      const before = bytes;
      bytes += chunk.byteLength;
      if (bytes <= limit) held.set(chunk, before);
      else if (before <= limit) refuse(response, limit);
    } else if (bytes > limit) response.end();
    else {
      request.push = push;
      push(held.subarray(0, bytes));
      push(null);
      proceed();
    }
    return true;
  };
}

/** The whole answer; its end, with which Node closes the connection, when the client has sent all, or after a while. */
function refuse(response: ServerResponse, limit: number): void {
  writeLast(response, createSentence(413, `The request is larger than ${limit / 1_024} kB`));
  const timer = setTimeout(() => response.end(), LINGER_MS);
  response.once('close', () => clearTimeout(timer));
}
