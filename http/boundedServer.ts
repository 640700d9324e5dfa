import { createServer, type IncomingMessage, type Server } from 'node:http';

/** What a client gets before anything is known of it, in either process. */
export interface HttpBounds {
  readonly maxConnections: number;
  /** For a request's head, and as long again for its body; an answer may take longer, a stream any time. */
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
    // Node knows no request that may take longer.
    requestTimeout: 0,
    connectionsCheckingInterval: checkMs,
    keepAliveTimeout: keepAliveMs,
  });
  server.maxConnections = maxConnections;
  server.timeout = idleMs;
  server.on('request', (request: IncomingMessage) => boundBody(request, requestMs));
  return server;
}

const unhurried = new WeakSet<IncomingMessage>();

/** An upload: its body may take any time, as long as something comes (idleMs). */
export function takeItsTime(request: IncomingMessage): void {
  unhurried.add(request);
}

function boundBody(request: IncomingMessage, requestMs: number): void {
  const { headers } = request;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return;
  const timer = setTimeout(() => {
    if (request.complete || unhurried.has(request)) return;
    request.socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
    request.socket.destroySoon();
  }, requestMs);
  // Answered or not.
  request.once('close', () => clearTimeout(timer));
}
