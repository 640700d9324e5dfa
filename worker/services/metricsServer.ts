import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { createBoundedServer } from '../../http/boundedServer.ts';
import { isRightHost } from '../../http/hosts.ts';
import { matchesSecret } from '../../http/secrets.ts';
import { takeTurn } from '../../http/takeTurn.ts';

/** One part's state; `detail` says what is wrong, without addresses or passwords. */
export interface PartState {
  readonly ok: boolean;
  readonly detail: string;
}

export interface MetricsServerOptions {
  readonly host: string;
  readonly port: number;
  /** The bearer token that /metrics and /readyz ask for; undefined: none. */
  readonly token: string | undefined;
  readonly registry: Registry;
  readonly readState: () => Promise<Readonly<Record<string, PartState>>>;
}

export interface MetricsServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** `/metrics`, `/healthz` (the process lives) and `/readyz` (every part works; else 503 with what does not). */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const server = createBoundedServer();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    takeTurn(request, response, () => {
      answer(options, request, response).catch(() => send(response, 500, 'internal error\n'));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  { host, token, registry, readState }: MetricsServerOptions,
  { method, headers, url = '/' }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isRightHost(headers.host, host)) return send(response, 403, 'Ask for localhost or 127.0.0.1.\n');
  if (method !== 'GET' && method !== 'HEAD')
    return send(response, 405, 'Ask with GET.\n', { allow: 'GET, HEAD' });
  const path = url.split('?', 1)[0];
  if (path === '/healthz') return send(response, 200, 'ok\n');
  if (path !== '/metrics' && path !== '/readyz') {
    return send(response, 404, 'Not found. There are /metrics, /healthz and /readyz.\n');
  }
  if (token !== undefined && !matchesSecret(headers.authorization ?? '', `Bearer ${token}`)) {
    return send(response, 401, 'Send METRICS_TOKEN as a bearer token.\n', { 'www-authenticate': 'Bearer' });
  }
  if (path === '/metrics') {
    return send(response, 200, await registry.metrics(), { 'content-type': registry.contentType });
  }
  const parts = await readState();
  const ready = Object.values(parts).every((part) => part.ok);
  const body = `${JSON.stringify({ ready, parts })}\n`;
  return send(response, ready ? 200 : 503, body, { 'content-type': 'application/json' });
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'text/plain', 'cache-control': 'no-store', ...headers });
  response.end(body);
}
