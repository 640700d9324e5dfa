import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { AlertMessage } from '../../../worker/alerts/message.ts';

export interface WebhookListener {
  readonly url: string;
  /** Alerts by name that were said to fire at `since` (ms) or later; those that ended are among them. */
  listFired(since: number): readonly string[];
  stop(): void;
}

/** The other end of a webhook: it takes every message. */
export async function listenForWebhook(): Promise<WebhookListener> {
  const heard: { readonly at: number; readonly name: string }[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const { name, state } = (await json(request)) as AlertMessage;
      if (state === 'firing') heard.push({ at: Date.now(), name });
      response.end();
    })().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/alerts`,
    listFired: (since) => [...new Set(heard.filter(({ at }) => at >= since).map(({ name }) => name))],
    stop: () => server.close(),
  };
}
