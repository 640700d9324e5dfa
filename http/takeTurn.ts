import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A client that has its answer may send its next request before we know that the answer has gone. */
const MAX_WAITING = 1;

/** Of each connection: what is being answered, then what waits. */
const lines = new WeakMap<Socket, ServerResponse[]>();

/**
 * Calls `run` when the connection's requests before this one are answered; a client that sends more at once loses the
 * connection. Node hands over all requests of a packet together: 120 kB of them were 3,000 pages at the same time.
 * RFC 9112 (9.3.2) leaves both to the server, and makes clients ready for it.
 */
export function takeTurn({ socket }: IncomingMessage, response: ServerResponse, run: () => void): void {
  const line = lines.get(socket) ?? [];
  lines.set(socket, line);
  const ahead = line.at(-1);
  if (line.length > MAX_WAITING || socket.destroyed) return void socket.destroy();
  line.push(response);
  response.once('close', () => line.shift());
  if (ahead === undefined) return run();
  ahead.once('close', () => {
    if (!socket.destroyed) run();
  });
}
