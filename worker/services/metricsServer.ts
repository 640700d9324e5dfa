import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

/** One part's state; `detail` says what is wrong, without addresses or passwords. */
export interface PartState {
  readonly ok: boolean;
  readonly detail: string;
}

export interface MetricsServerOptions {
  readonly host: string;
  readonly port: number;
  readonly registry: Registry;
  readonly readState: () => Promise<Readonly<Record<string, PartState>>>;
}

export interface MetricsServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** `/metrics`, `/healthz` (the process lives) and `/readyz` (every part works; else 503 with what does not). */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    answer(options, request.url ?? '/', response).catch(() =>
      send(response, 500, 'text/plain', 'internal error\n'),
    );
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

async function answer(options: MetricsServerOptions, url: string, response: ServerResponse): Promise<void> {
  const path = url.split('?', 1)[0];
  if (path === '/metrics') {
    return send(response, 200, options.registry.contentType, await options.registry.metrics());
  }
  if (path === '/healthz') return send(response, 200, 'text/plain', 'ok\n');
  if (path === '/readyz') {
    const parts = await options.readState();
    const ready = Object.values(parts).every((part) => part.ok);
    return send(response, ready ? 200 : 503, 'application/json', `${JSON.stringify({ ready, parts })}\n`);
  }
  return send(response, 404, 'text/plain', 'Not found. There are /metrics, /healthz and /readyz.\n');
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' });
  response.end(body);
}
