import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Webhook } from '../config/webhook.ts';
import { isPrivateLiteral, lookupPublic, NotPublicError } from '../../machine/publicAddress.ts';

const TIMEOUT_MS = 10_000;

/**
 * Posts JSON; follows no redirect. Resolves with null, or with what went wrong: "status 500", a code of the system, or
 * "address is not public".
 */
export function sendWebhook(
  { url, allowsPrivate }: Webhook,
  body: object,
  stopping: AbortSignal,
): Promise<string | null> {
  const target = new URL(url);
  if (!allowsPrivate && isPrivateLiteral(target)) return Promise.resolve(describe(new NotPublicError()));
  const request = target.protocol === 'https:' ? requestHttps : requestHttp;
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  return new Promise((resolve) => {
    const sent = request(
      target,
      {
        method: 'POST',
        headers,
        signal: AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]),
        ...(!allowsPrivate && { lookup: lookupPublic }),
      },
      (response) => {
        const { statusCode = 0 } = response;
        response.destroy();
        resolve(statusCode >= 200 && statusCode < 300 ? null : `status ${statusCode}`);
      },
    );
    sent.on('error', (error) => resolve(describe(error))).end(text);
  });
}

function describe(error: Error): string {
  if (error instanceof NotPublicError) return error.message;
  return error.name === 'TimeoutError' ? 'no answer' : ((error as NodeJS.ErrnoException).code ?? error.name);
}
