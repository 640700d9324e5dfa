import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Scrape {
  /** ms since the epoch, when it was asked for. */
  readonly at: number;
  readonly text: string;
}

export interface ScrapeTee {
  readonly address: string;
  readonly scrapes: readonly Scrape[];
  stop(): Promise<void>;
}

/** Sits between Prometheus and the worker and keeps what passes, so that the two can be compared. */
export async function startScrapeTee(address: string): Promise<ScrapeTee> {
  const scrapes: Scrape[] = [];
  const server = createServer((_request, response) => {
    const at = Date.now();
    pass(address, response).then(
      (text) => scrapes.push({ at, text }),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    scrapes,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function pass(address: string, response: ServerResponse): Promise<string> {
  const answer = await fetch(`http://${address}/metrics`);
  const text = await answer.text();
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
  response.end(text);
  return text;
}
