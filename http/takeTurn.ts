import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A client that has its answer may send its next request before we know that the answer has gone. */
const MAX_WAITING = 1;

/** The queue of each connection: the answer in progress, then those that wait. */
const lines = new WeakMap<Socket, (() => void)[]>();

/**
 * Calls `run` when the connection's requests before this one are answered; a client that sends more at once loses the
 * connection. Node hands over all requests of a packet together: 120 kB of them were 3,000 pages at the same time.
 * RFC 9112 (9.3.2) leaves both to the server, and makes clients ready for it.
 */
export function takeTurn({ socket }: IncomingMessage, response: ServerResponse, run: () => void): void {
  const line = lines.get(socket) ?? [];
  lines.set(socket, line);
  if (line.length > MAX_WAITING) return void socket.destroy();
  line.push(run);
  const leave = (): void => {
    line.shift();
    if (!socket.destroyed) line[0]?.();
  };
  // Not at once: others come first, as libuv goes on reading from a socket that has more.
  response.once('close', () => setImmediate(leave));
  if (line.length === 1) run();
}
