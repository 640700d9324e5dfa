import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { eventually } from './eventually.ts';

/** A connection on which a test says what no client of HTTP would. */
export interface RawClient {
  readonly socket: Socket;
  /** All that came, once the server has closed. */
  readonly closed: Promise<string>;
}

export async function openRaw(port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  // A reset is one way of closing.
  socket.on('error', () => undefined).on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
  await once(socket, 'connect');
  return { socket, closed };
}

/** The server's answer to these bytes until it closes. */
export async function sayRaw(port: number, ...parts: readonly (string | Buffer)[]): Promise<string> {
  const { socket, closed } = await openRaw(port);
  for (const part of parts) socket.write(part);
  return closed;
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;

export const countConnections = (server: Server): Promise<number> =>
  new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
  );

export const nobodyConnected = (server: Server): Promise<void> =>
  eventually(async () => {
    const count = await countConnections(server);
    if (count > 0) throw new Error(`${count} connections are open`);
  });
