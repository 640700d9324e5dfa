import { once } from 'node:events';
import { type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as postLogin } from '../../../app/api/login/route.ts';
import { GET as answerTrpc } from '../../../app/api/trpc/[trpc]/route.ts';
import { createBoundedServer } from '../../../http/boundedServer.ts';
import { SETTINGS_KEY } from '../../../redis/keys.ts';
import { rewriteForwarded } from '../../../server/http/forwarded.ts';
import { type Nginx, startNginx } from '../../support/nginx.ts';
import { createServerRig, type ServerRig } from '../../support/serverRig.ts';

const TOKEN = 'correct horse battery staple';
const PUBLIC = 'https://breakwater.example';
const FORWARDS = [
  'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for',
  'proxy_set_header X-Forwarded-Proto https',
];
const PROXIES = [
  ['with Host passed on', ['proxy_set_header Host $http_host']],
  ['without Host passed on', []],
] as const;

let rig: ServerRig;
let server: Server;
beforeAll(async () => {
  rig = await createServerRig();
  server = createBoundedServer().on('request', (...exchange) => void serve(...exchange));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() =>
  rig.serve(rig.with({ PUBLIC_URL: PUBLIC, TRUSTED_PROXY: '127.0.0.1', DASHBOARD_TOKEN: TOKEN })),
);
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rig.stop();
});

/** The routes, without Next, as server/main.ts calls them. */
async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  rewriteForwarded(incoming, ['127.0.0.1']);
  const { method = 'GET', url = '/', headers } = incoming;
  const body = method === 'POST' ? await text(incoming) : null;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const received = new Request(`http://${headers.host}${url}`, {
    method,
    headers: headers as Record<string, string>,
    body,
    signal: gone.signal,
  });
  const answer = await (url.startsWith('/api/trpc/') ? answerTrpc(received) : postLogin(received));
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  const chunks = (answer.body ?? []) as unknown as AsyncIterable<Uint8Array>;
  try {
    for await (const chunk of chunks) response.write(chunk);
  } finally {
    response.end();
  }
}

describe.each(PROXIES)('behind nginx, %s', (_, directives) => {
  let nginx: Nginx;
  beforeAll(async () => {
    nginx = await startNginx((server.address() as AddressInfo).port, [...FORWARDS, ...directives]);
  });
  afterAll(() => nginx.stop());
  afterEach(() => rig.reset());

  /** From another address than the proxy's, as a browser that has the public one in its bar. */
  async function ask(
    path: string,
    { body, ...headers }: Readonly<Record<string, string>> = {},
  ): Promise<IncomingMessage> {
    const sent = request({
      port: nginx.port,
      host: '127.0.0.1',
      localAddress: '127.0.0.2',
      agent: false,
      path,
      method: body === undefined ? 'GET' : 'POST',
      headers: { host: 'breakwater.example', 'content-type': 'application/json', ...headers },
    });
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return answer;
  }
  const logIn = (token: string, headers: Readonly<Record<string, string>> = {}) =>
    ask('/api/login', { body: JSON.stringify({ token }), origin: PUBLIC, ...headers });

  it('logs in, switches the strategy and follows the live stream', async () => {
    const login = await logIn(TOKEN);
    expect(login.statusCode).toBe(200);
    const [cookie] = login.headers['set-cookie']!;
    expect(cookie).toMatch(/; Secure$/);
    const session = { cookie: cookie!.split(';')[0]! };

    const wish = { ...session, body: JSON.stringify({ strategy: 'hybrid' }), origin: PUBLIC };
    expect((await ask('/api/trpc/strategy.set', wish)).statusCode).toBe(200);
    expect(await rig.redis.hget(SETTINGS_KEY, 'strategy')).toBe('hybrid');

    const stream = await ask('/api/trpc/live.stream', session);
    expect(stream.headers['content-type']).toContain('text/event-stream');
    let received = '';
    for await (const chunk of stream) {
      received += String(chunk);
      if (/(\nid: \d+\n.*){2}/s.test(received)) break;
    }
    expect(received).toContain('event: connected');
    stream.destroy();
  });

  it('takes nothing from a page of another origin', async () => {
    expect((await logIn(TOKEN, { origin: 'https://evil.example' })).statusCode).toBe(403);
  });

  it('counts tries by the address that the proxy saw, whatever a client says of itself', async () => {
    const statuses: (number | undefined)[] = [];
    for (let i = 0; i < 6; i++)
      statuses.push((await logIn('wrong', { 'x-forwarded-for': `203.0.113.${i}` })).statusCode);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });
});

it('asks a proxy not to hold the live stream back, which nginx obeys and does not pass on', async () => {
  const { port } = server.address() as AddressInfo;
  const leaving = new AbortController();
  const url = `http://127.0.0.1:${port}/api/trpc/live.stream`;
  const { headers } = await fetch(url, { signal: leaving.signal });
  expect(headers.get('x-accel-buffering')).toBe('no');
  leaving.abort();
});
