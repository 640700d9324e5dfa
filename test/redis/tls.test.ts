import { afterAll, beforeAll, expect, it } from 'vitest';
import { chooseFreePort } from '../../scripts/launch/embedded/ports.ts';
import { createRedisClient } from '../../redis/client.ts';
import { findConnectError } from '../../redis/findConnectError.ts';
import { explainRedis } from '../../redis/refusals.ts';
import { type Authority, type Certificate, createAuthority } from '../support/certificates.ts';
import { eventually } from '../support/eventually.ts';
import { REDIS_PASSWORD, type RedisNode, RedisNodes } from '../support/redisNodes.ts';

const nodes = new RedisNodes();
let ours: Authority;
let other: Authority;
let certificate: Certificate;
beforeAll(() => {
  ours = createAuthority(nodes.dir, 'ours');
  other = createAuthority(nodes.dir, 'other');
  certificate = ours.issue('redis', 'DNS:localhost,IP:127.0.0.1');
});
afterAll(() => nodes.stop());

const login = `:${encodeURIComponent(REDIS_PASSWORD)}@`;

async function startNode(
  name: string,
  own: readonly string[] = [],
): Promise<{ readonly node: RedisNode; readonly tlsPort: number }> {
  const tlsPort = await chooseFreePort(undefined);
  const tls = [
    `tls-port ${tlsPort}`,
    `tls-cert-file "${certificate.cert}"`,
    `tls-key-file "${certificate.key}"`,
    `tls-ca-cert-file "${ours.ca}"`,
    'tls-replication yes',
  ];
  const node = await nodes.start(name, [...tls, 'tls-auth-clients no', ...own]);
  return { node, tlsPort };
}

async function ping(url: string): Promise<string> {
  const client = createRedisClient({ url, name: 'test', onError: () => undefined });
  try {
    return await client.ping();
  } finally {
    client.disconnect();
  }
}

/** Expects a worker's start to fail, and reads its message. */
async function expectRefused(url: string): Promise<void> {
  await expect(ping(url)).rejects.toBeInstanceOf(Error);
  const error = await findConnectError(url);
  expect(explainRedis(error, { name: 'REDIS_URL', url }).message).toMatch(
    /^Redis shows a certificate that is not trusted \([A-Z_]+\): REDIS_URL must name its CA by sslrootcert=FILE/,
  );
}

it('a server: by its CA, and no other', async () => {
  const { tlsPort } = await startNode('single');
  const url = (host: string, ca: string) => `rediss://${login}${host}:${tlsPort}?sslrootcert=${ca}`;
  expect(await ping(url('127.0.0.1', ours.ca))).toBe('PONG');
  expect(await ping(url('localhost', ours.ca))).toBe('PONG');
  await expectRefused(url('127.0.0.1', other.ca));
  await expect(ping(`redis://${login}127.0.0.1:${tlsPort}`)).rejects.toBeInstanceOf(Error);
});

it('a server that asks for a certificate of the client', async () => {
  const { tlsPort } = await startNode('mutual', ['tls-auth-clients yes']);
  const url = `rediss://${login}127.0.0.1:${tlsPort}?sslrootcert=${ours.ca}`;
  await expect(ping(url)).rejects.toBeInstanceOf(Error);
  const { cert, key } = ours.issue('client', 'DNS:client');
  expect(await ping(`${url}&sslcert=${cert}&sslkey=${key}`)).toBe('PONG');
});

it('a cluster', async () => {
  const { node, tlsPort } = await startNode('cluster', [
    'cluster-enabled yes',
    'cluster-announce-ip 127.0.0.1',
    `cluster-port ${await chooseFreePort(undefined)}`,
    'tls-cluster yes',
  ]);
  await node.ask('cluster', 'addslots', ...Array.from({ length: 16_384 }, (_, slot) => slot));
  await eventually(async () =>
    expect(String(await node.ask('cluster', 'info'))).toContain('cluster_state:ok'),
  );
  const url = (ca: string) => `rediss+cluster://${login}localhost:${tlsPort}?sslrootcert=${ca}`;
  expect(await ping(url(ours.ca))).toBe('PONG');
  await expectRefused(url(other.ca));
});

it('Sentinels and the master that they name', async () => {
  const { tlsPort } = await startNode('master');
  const sentinel = await startNode('sentinel', [
    `sentinel monitor buffer 127.0.0.1 ${tlsPort} 1`,
    `sentinel auth-pass buffer "${REDIS_PASSWORD}"`,
  ]);
  const password = encodeURIComponent(REDIS_PASSWORD);
  const url = (ca: string) =>
    `rediss+sentinel://${login}127.0.0.1:${sentinel.tlsPort}/buffer?sentinelPassword=${password}&sslrootcert=${ca}`;
  expect(await ping(url(ours.ca))).toBe('PONG');
  await expectRefused(url(other.ca));
});
