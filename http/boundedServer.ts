import { createServer, type Server } from 'node:http';

/** What a client gets before anything is known of it, in either process. */
export interface HttpBounds {
  readonly maxConnections: number;
  /** For the whole request, its head included; an answer may take longer, a stream any time. */
  readonly requestMs: number;
  /** How often connections that are overdue are looked for. */
  readonly checkMs: number;
  /** Without a byte in either direction: a client that does not read what it asked for. */
  readonly idleMs: number;
  readonly keepAliveMs: number;
}

export const HTTP_BOUNDS: HttpBounds = {
  // A browser opens six; each may hold a head of 16 kB and a body of 64 kB: 40 MB when all do.
  maxConnections: 500,
  requestMs: 10_000,
  checkMs: 2_000,
  // A live stream says something every 5 s.
  idleMs: 60_000,
  // A stop waits for it.
  keepAliveMs: 1_000,
};

/** A server that no client can hold for long, or make hold much; answers are up to whoever listens for requests. */
export function createBoundedServer(own: Partial<HttpBounds> = {}): Server {
  const { maxConnections, requestMs, checkMs, idleMs, keepAliveMs } = { ...HTTP_BOUNDS, ...own };
  const server = createServer({
    headersTimeout: requestMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: checkMs,
    keepAliveTimeout: keepAliveMs,
  });
  server.maxConnections = maxConnections;
  server.timeout = idleMs;
  return server;
}
