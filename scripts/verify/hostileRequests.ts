import type { Random } from './Random.ts';

const METHODS = [
  'GET',
  'GET',
  'GET',
  'HEAD',
  'POST',
  'POST',
  'POST',
  'OPTIONS',
  'PUT',
  'PATCH',
  'DELETE',
  'TRACE',
];
const ODD_METHODS = ['CONNECT', 'PRI', 'get', 'FOO', '', 'GET\0', 'G'.repeat(5_000), 'M-SEARCH', 'QUERY'];
const VERSIONS = [
  'HTTP/1.1',
  'HTTP/1.1',
  'HTTP/1.1',
  'HTTP/1.1',
  'HTTP/1.0',
  'HTTP/0.9',
  'HTTP/2.0',
  'HTTP/1.1x',
  '',
];
const PATHS = [
  '/',
  '/metrics',
  '/readyz',
  '/healthz',
  '/login',
  '/feed',
  '/checkpoints',
  '/tables',
  '/buffer',
  '/what-if?preset=__proto__&before-rows=1e400',
  '/compare?id=../../package',
  '/docs/checkpoints',
  '/docs/../../package.json',
  '/docs/%2e%2e%2f%2e%2e%2fpackage',
  '/docs/__proto__',
  '/login?error=constructor&next=//evil.example',
  '/login?error=a&error=b&next[]=1',
  '/api/health',
  '/api/login',
  '/api/logout',
  '/api/warp-pipes/feed',
  '/api/warp-pipes/feed?limit=%00&sort=constructor&cursor=e30',
  '/api/warp-pipes/feed?cursor=' + 'A'.repeat(1_999),
  '/api/export/checkpoints?format=__proto__&from=1e400&to=-1',
  '/api/export/tables?format=__proto__&from=1e400&to=-1',
  '/api/export/experiments?id=..%2f..%2fpackage&format=json',
  '/api/docs/pictures/..%2f..%2f..%2fpackage.json',
  '/api/docs/pictures/.constructor',
  '/api/trpc/overview.read',
  '/api/trpc/overview.read,feed.list,__proto__?batch=1&input=%7B%220%22%3A%7B%7D%7D',
  '/api/trpc/feed.tokens?input=%7B%22mints%22%3A%5B%22%5Cu0000%22%5D%7D',
  '/api/trpc/feed.list?input=%5B%5B%5B',
  '/api/trpc/live.stream?input=%7B%22lastEventId%22%3A%22x%22%7D',
  '/api/trpc/constructor.prototype',
  '/api/trpc/buffer.discard?batch=1',
  '/_next/image?url=%2Fetc%2Fpasswd&w=64&q=75',
  '/_next/image?url=http%3A%2F%2F127.0.0.1%3A1%2F&w=64&q=75',
  '/_next/static/../../server/app-paths-manifest.json',
  '/_next/static/%2e%2e/%2e%2e/BUILD_ID',
  '/_next/static/chunks/nothing.js',
  '/_next/data/x/index.json',
  '/_next/webpack-hmr',
  '/__nextjs_original-stack-frame?file=%2Fetc%2Fpasswd',
  '//',
  '//evil.example/%2f..',
  '/\\evil.example',
  '/%',
  '/%00',
  '/%ff%fe',
  '/%c0%ae%c0%ae/',
  '/?' + 'a=b&'.repeat(2_000),
  '/' + 'x'.repeat(20_000),
  '*',
  'login',
  'http://evil.example/',
  'file:///etc/passwd',
  '/#a',
  '/;a=b/../c',
];
const HOSTS = [
  '127.0.0.1',
  'localhost',
  '127.0.0.1',
  'localhost',
  'evil.example',
  '',
  '[',
  'a b',
  'localhost:99999',
  '@',
];
/** Those that Next gives a meaning of its own among them. */
const HEADERS = [
  '__proto__: x',
  'constructor: x',
  'Cookie: breakwater_session=1.2; breakwater-theme=__proto__',
  'Cookie: breakwater_session=9999999999999.' + 'A'.repeat(43),
  'Cookie: ' + 'a=b; '.repeat(1_000),
  'Authorization: Bearer x',
  'Authorization: Basic ' + 'A'.repeat(4_000),
  'Accept: text/x-component',
  'Accept-Encoding: gzip;q=abc, *;q=0',
  'If-None-Match: ' + 'W/"a",'.repeat(500),
  'If-Modified-Since: yesterday',
  'Range: bytes=0-1,-5,9999999999999-',
  'Expect: 100-continue',
  'Expect: nothing',
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk',
  'Origin: null',
  'Sec-Fetch-Site: cross-site',
  'X-Forwarded-For: ' + '1.2.3.4, '.repeat(200),
  'X-Forwarded-Host: evil.example',
  'X-Forwarded-Proto: javascript',
  'X-Middleware-Subrequest: proxy:proxy:proxy:proxy:proxy',
  'X-Middleware-Rewrite: http://evil.example/',
  'X-Middleware-Next: 1',
  'X-Nextjs-Data: 1',
  'X-Invoke-Path: /buffer\r\nX-Invoke-Status: 500',
  'X-Matched-Path: /buffer',
  'X-Now-Route-Matches: 1=buffer',
  'Next-Action: ' + 'a'.repeat(40),
  'Next-Action: __proto__\r\nContent-Type: multipart/form-data; boundary=x',
  'RSC: 1\r\nNext-Router-State-Tree: %5B%22%22',
  'RSC: 1\r\nNext-Router-Prefetch: 1\r\nNext-Router-Segment-Prefetch: /_tree',
  'Next-Resume: 1',
  'Content-Type: application/json',
  'Content-Type: application/x-www-form-urlencoded',
  'Content-Type: multipart/form-data; boundary=' + '-'.repeat(300),
  'Content-Encoding: gzip',
  'trpc-accept: application/jsonl',
  'No colon',
  ' folded: yes',
  'A:' + 'x'.repeat(17_000),
  'N\0L: 1',
  'V: \x01\x7f',
  'A: b\nInjected: yes',
];
const LENGTHS = [
  '0',
  '5',
  '-1',
  '+5',
  '1e3',
  '0x10',
  '65536',
  '65537',
  '10485760',
  '99999999999999999999',
  '5, 6',
  '',
];
const ENCODINGS = [
  'chunked',
  'chunked',
  'chunked',
  'identity',
  'chunked, identity',
  'gzip, chunked',
  'xchunked',
  'chunked\r\nContent-Length: 5',
];
const BODIES = [
  '',
  '{}',
  'null',
  '{"token":"x"}',
  '{"0":{"ids":["a:1"]}}',
  '{"__proto__":{"polluted":1}}',
  '['.repeat(20_000),
  '{"strategy":' + '"'.repeat(100),
  'token=x&next=%2F%2Fevil',
  '--x\r\nContent-Disposition: form-data; name="1_$ACTION_REF_0"\r\n\r\n["$F1"]\r\n--x--',
];
const CHUNK_SIZES = [
  '5',
  '0',
  'ffffffffffffffff',
  'zz',
  '-5',
  '',
  '5;' + 'e'.repeat(20_000),
  '00000000000000000005',
  '2000',
];

export interface HostileRequest {
  readonly bytes: Buffer;
  /** How the client goes on after its bytes: waits, says that it has no more, or is gone. */
  readonly afterwards: 'wait' | 'end' | 'reset';
}

/** Requests that no client sends: broken framing, heads, bodies, upgrades, methods, paths. */
export function createHostileRequest(random: Random, session: string): HostileRequest {
  let bytes: Buffer = Buffer.from(createText(random, session), 'latin1');
  for (let more = random.below(10) === 0 ? random.below(4) : 0; more > 0; more--)
    bytes = Buffer.concat([bytes, Buffer.from(createText(random, session), 'latin1')]);
  if (random.below(5) === 0) bytes = damage(random, bytes);
  if (random.below(50) === 0) bytes = random.bytes(random.below(4_000));
  return { bytes, afterwards: random.pick(['wait', 'wait', 'wait', 'wait', 'end', 'end', 'reset']) };
}

function createText(random: Random, session: string): string {
  const method = random.below(8) === 0 ? random.pick(ODD_METHODS) : random.pick(METHODS);
  const version = random.below(4) === 0 ? random.pick(VERSIONS) : 'HTTP/1.1';
  const lines = [`${method} ${random.pick(PATHS)} ${version}`];
  if (random.below(10) > 0) lines.push(`Host: ${random.below(4) === 0 ? random.pick(HOSTS) : 'localhost'}`);
  if (random.below(2) === 0) lines.push(`Cookie: ${session}`);
  for (let i = random.below(5); i > 0; i--) lines.push(random.pick(HEADERS));
  if (random.below(60) === 0) lines.push(...Array.from({ length: 3_000 }, (_, i) => `h${i}: x`));
  if (random.below(3) > 0) lines.push('Connection: close');
  return `${lines.join('\r\n')}\r\n${createBody(random, method)}`;
}

function createBody(random: Random, method: string): string {
  if (method !== 'POST' && random.below(6) > 0) return '\r\n';
  const body =
    random.below(8) === 0 ? random.bytes(random.below(70_000)).toString('latin1') : random.pick(BODIES);
  switch (random.below(4)) {
    case 0:
      return `Content-Length: ${random.pick(LENGTHS)}\r\n\r\n${body}`;
    case 1: {
      const size = random.below(2) === 0 ? random.pick(CHUNK_SIZES) : body.length.toString(16);
      return `Transfer-Encoding: ${random.pick(ENCODINGS)}\r\n\r\n${size}\r\n${body}\r\n0\r\n\r\n`;
    }
    default:
      return `Content-Length: ${body.length}\r\n\r\n${body}`;
  }
}

/** Bytes changed, put in or taken out, or the end cut off. */
function damage(random: Random, bytes: Buffer): Buffer {
  if (random.below(2) === 0) return bytes.subarray(0, random.below(bytes.length + 1));
  const at = random.below(bytes.length + 1);
  const cut = at + random.below(4);
  return Buffer.concat([bytes.subarray(0, at), random.bytes(random.below(8)), bytes.subarray(cut)]);
}
