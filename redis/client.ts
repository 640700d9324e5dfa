import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { backoffMs } from '../machine/abortableDelay.ts';
import { parseRedisUrl, type RedisAddress, type TlsFiles } from './address.ts';
import { type ClusterClientOptions, FailFastCluster } from './FailFastCluster.ts';

/** One server, the master that Sentinels name, or a cluster. A pipeline, MULTI or script must stay in one slot. */
export type RedisClient = Redis | Cluster;

export interface ClientOptions {
  /** See redis/address.ts. */
  readonly url: string;
  readonly name: string;
  readonly onError: (error: Error) => void;
  /** BullMQ's clients wait for ever; ours fail fast, so that writers can distinguish an outage from a slow server. */
  readonly forQueues?: boolean;
  /** A page's reader gives up sooner: a browser has six connections, and a read that waits holds one of them. */
  readonly commandTimeoutMs?: number;
}

/** A server that is frozen answers nothing and closes nothing. */
const COMMAND_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** BullMQ's blocking reads take up to 10 s. */
const BLOCKED_TIMEOUT_MS = 20_000;
/** A master that is frozen closes nothing either: who holds its slots now must be asked. */
const SLOTS_REFRESH_MS = 5_000;
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 2_000;

/**
 * A client that reconnects within two seconds of the server's return, or of a failover's end.
 * @throws RedisAddressError; an error of the file system where a certificate cannot be read.
 */
export function createRedisClient(options: ClientOptions): RedisClient {
  const client = open(parseRedisUrl(options.url), options);
  client.on('error', options.onError);
  return client;
}

/** The servers behind a client: one, or every node of a cluster that is known to it. */
export function listNodes(client: RedisClient): { readonly masters: Redis[]; readonly replicas: Redis[] } {
  if (!(client instanceof Cluster)) return { masters: [client], replicas: [] };
  return { masters: client.nodes('master'), replicas: client.nodes('slave') };
}

/** Whether another server may take a master's place: a cluster, or Sentinels. */
export const failsOver = (client: RedisClient): boolean =>
  client instanceof Cluster || Boolean(client.options.sentinels);

function open(address: RedisAddress, options: ClientOptions): RedisClient {
  if (address.kind === 'cluster') return openCluster(address, options);
  const common = { ...toNodeOptions(address, options), ...toRetryOptions(options), db: address.database };
  if (address.kind === 'single') return new Redis({ ...common, ...address.node });
  const { sentinelLogin } = address;
  return new Redis({
    ...common,
    sentinels: [...address.sentinels],
    name: address.masterName,
    ...(sentinelLogin.username !== undefined && { sentinelUsername: sentinelLogin.username }),
    ...(sentinelLogin.password !== undefined && { sentinelPassword: sentinelLogin.password }),
    ...(common.tls !== undefined && { sentinelTLS: common.tls, enableTLSForSentinelMode: true }),
    sentinelRetryStrategy: retryMs,
    sentinelReconnectStrategy: retryMs,
    sentinelCommandTimeout: CONNECT_TIMEOUT_MS,
    // A master that is frozen closes nothing: only without its connection are the Sentinels asked again. Not failoverDetector:
    // where it fires while the client reconnects, the client ends for good.
    socketTimeout: options.forQueues ? BLOCKED_TIMEOUT_MS : readTimeoutMs(options),
    // The same for one that came back as a replica.
    reconnectOnError: (error) => error.message.startsWith('READONLY '),
  });
}

function openCluster(address: RedisAddress & { readonly kind: 'cluster' }, options: ClientOptions): Cluster {
  const nodes = [...address.nodes];
  const clusterOptions: ClusterClientOptions = {
    redisOptions: { ...toNodeOptions(address, options), ...toPatience(options) },
    clusterRetryStrategy: retryMs,
    slotsRefreshInterval: SLOTS_REFRESH_MS,
    // A certificate is for a name.
    ...(address.tls !== null && { dnsLookup: (host, done) => done(null, host) }),
  };
  const cluster = options.forQueues
    ? new Cluster(nodes, clusterOptions)
    : new FailFastCluster(nodes, clusterOptions, readTimeoutMs(options));
  cluster.on('node error', options.onError);
  return cluster;
}

const retryMs = (attempt: number): number => backoffMs(attempt, FIRST_RETRY_MS, MAX_RETRY_MS);

/** For any server behind an address. */
export function toNodeOptions(
  { login, tls, family }: Pick<RedisAddress, 'login' | 'tls' | 'family'>,
  { name }: Pick<ClientOptions, 'name'>,
) {
  return {
    ...login,
    ...(tls !== null && { tls: readTls(tls) }),
    ...(family !== undefined && { family }),
    connectionName: `breakwater-${name}`,
    connectTimeout: CONNECT_TIMEOUT_MS,
  } satisfies RedisOptions;
}

const toRetryOptions = (options: ClientOptions) =>
  ({
    ...toPatience(options),
    ...(!options.forQueues && { maxRetriesPerRequest: 1 }),
    retryStrategy: retryMs,
  }) satisfies RedisOptions;

const toPatience = (options: ClientOptions) =>
  options.forQueues ? { maxRetriesPerRequest: null } : { commandTimeout: readTimeoutMs(options) };

const readTimeoutMs = ({ commandTimeoutMs = COMMAND_TIMEOUT_MS }: ClientOptions): number => commandTimeoutMs;

function readTls({ ca, cert, key }: TlsFiles): ConnectionOptions {
  return {
    ...(ca !== undefined && { ca: readFileSync(ca) }),
    ...(cert !== undefined && { cert: readFileSync(cert) }),
    ...(key !== undefined && { key: readFileSync(key) }),
  };
}
