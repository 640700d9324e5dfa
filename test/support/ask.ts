import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Question {
  readonly method?: string;
  /** Also those that fetch does not let through, such as Host. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends one request to a server of this process, as it is written. */
export const ask = (server: Server, path: string, question: Question = {}): Promise<Answered> =>
  askPort((server.address() as AddressInfo).port, path, question);

export async function askPort(
  port: number,
  path: string,
  { method, headers }: Question = {},
): Promise<Answered> {
  const sent = request({ host: '127.0.0.1', port, path, method: method ?? 'GET', headers, agent: false });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) };
}
