import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_LOG_NAME } from '../../domain/logImports.ts';
import { cleanText } from '../../domain/printable.ts';
import { takeItsTime } from '../../http/boundedServer.ts';
import { decideAccess } from '../access/decideAccess.ts';
import { isForeignRequest } from '../access/origin.ts';
import { FOREIGN, LOG_IN, WRONG_HOST } from '../access/refusals.ts';
import type { Services } from '../services.ts';
import { createErrorAnswer, createSentence, type PlainAnswer } from './answers.ts';
import { sendAnswer, writeLast } from './sendAnswer.ts';

const UPLOAD_PATH = '/api/logs';
const METHODS = 'POST';
/** A client reads its answer when it has sent its request: for this time what it still sends is taken, and dropped. */
const LINGER_MS = 2_000;

export const isForUpload = ({ url = '' }: IncomingMessage): boolean =>
  url === UPLOAD_PATH || url.startsWith(`${UPLOAD_PATH}?`);

/**
 * POST /api/logs?name=FILE with the log as its body. Without Next, which holds 10 MB of a body back before it decides who
 * may come in, and would hand over no more.
 */
export async function serveUpload(
  services: Services,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A client that goes away in the middle: nobody waits for an answer.
  request.on('error', () => undefined);
  const answer =
    refuse(services, request) ??
    (await importBody(services, request, leaving(response)).catch((error: unknown) =>
      createErrorAnswer(error, null),
    ));
  if (request.socket.destroyed) return;
  if (request.complete) return sendAnswer(request, response, answer);
  writeLast(response, answer);
  request.resume();
  const timer = setTimeout(() => response.end(), LINGER_MS);
  request.once('end', () => response.end());
  response.once('close', () => clearTimeout(timer));
}

function refuse({ config }: Services, request: IncomingMessage): PlainAnswer | null {
  const headers = pickHeaders(request);
  const access = decideAccess(config, { path: UPLOAD_PATH, headers, now: Date.now() });
  if (access === 'wrong-host') return createSentence(403, WRONG_HOST);
  if (access === 'log-in') return createSentence(401, LOG_IN);
  if (request.method !== METHODS) {
    const { headers: own, ...answer } = createSentence(405, `This takes ${METHODS}`);
    return { ...answer, headers: { ...own, allow: METHODS } };
  }
  if (isForeignRequest(headers, config.publicUrl))
    return createSentence(403, `${FOREIGN}: nothing was imported`);
  return null;
}

/** Aborted when the client has gone: whoever does not wait for the answer must not find an import later. */
function leaving(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  return controller.signal;
}

async function importBody(
  { logImporter }: Services,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<PlainAnswer> {
  takeItsTime(request);
  const { headers, url = '' } = request;
  const length = headers['content-length'];
  const name = new URLSearchParams(url.slice(UPLOAD_PATH.length)).get('name') ?? '';
  const imports = await logImporter.import(request, {
    file: cleanText(name, MAX_LOG_NAME) || 'log',
    totalBytes: length === undefined ? null : Number(length),
    signal,
  });
  return { ...createSentence(201, ''), body: JSON.stringify({ imports }) };
}

/** Those that access and origin depend on. */
function pickHeaders({ headers }: IncomingMessage): Headers {
  const picked = ['host', 'cookie', 'origin', 'sec-fetch-site'] as const;
  return new Headers(
    picked.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value] as [string, string]] : [];
    }),
  );
}
