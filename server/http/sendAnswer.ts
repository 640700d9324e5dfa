import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { createErrorAnswer, type PlainAnswer } from './answers.ts';

/** Below it the header costs more than is saved. */
const MIN_GZIP_CHARACTERS = 1_024;
/** The fastest, off the main thread: 39 kB become 7 kB. */
const GZIP_LEVEL = 1;

const compress = promisify(gzip);

/** Compressed where it is asked for; to HEAD without its body. */
export async function sendAnswer(
  { method, headers: { 'accept-encoding': accepted = '' } }: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: PlainAnswer,
): Promise<void> {
  const zips = body !== null && body.length >= MIN_GZIP_CHARACTERS && acceptsGzip(accepted);
  const content =
    body === null ? null : zips ? await compress(body, { level: GZIP_LEVEL }) : Buffer.from(body);
  response.writeHead(status, {
    ...headers,
    vary: 'Accept-Encoding',
    ...(zips && { 'content-encoding': 'gzip' }),
    ...(content !== null && { 'content-length': content.byteLength }),
  });
  response.end(method === 'HEAD' ? null : content);
}

/** All of the last answer on its connection but its end, with which Node closes. */
export function writeLast(response: ServerResponse, { status, headers, body }: PlainAnswer): void {
  const content = Buffer.from(body ?? '');
  response.writeHead(status, { ...headers, 'content-length': content.byteLength, connection: 'close' });
  response.write(content);
}

/** Logs the failure; the caller gets one sentence, or, where an answer has begun, its end. */
export async function sendFailure(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): Promise<void> {
  const answer = createErrorAnswer(error, null);
  if (response.headersSent) response.destroy();
  else await sendAnswer(request, response, answer);
}

/** `gzip` or `*`, unless weighted 0 (RFC 9110, 12.5.3). */
const acceptsGzip = (header: string): boolean =>
  header.split(',').some((coding) => {
    const [name, weight] = coding.split(';').map((part) => part.trim().toLowerCase());
    return (name === 'gzip' || name === '*') && !/^q=0(\.0*)?$/.test(weight ?? '');
  });
