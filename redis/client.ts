import { Redis } from 'ioredis';

export interface ClientOptions {
  readonly url: string;
  readonly name: string;
  readonly onError: (error: Error) => void;
  /** BullMQ's clients wait for ever; ours fail fast, so that writers can tell an outage from a slow server. */
  readonly forQueues?: boolean;
}

/** A client that reconnects within two seconds of the server's return. */
export function createRedisClient(options: ClientOptions): Redis {
  const client = new Redis(options.url, toRedisOptions(options));
  client.on('error', options.onError);
  return client;
}

function toRedisOptions(options: ClientOptions) {
  return {
    connectionName: `breakwater-${options.name}`,
    connectTimeout: 5_000,
    // A server that is frozen answers nothing and closes nothing.
    ...(options.forQueues
      ? { maxRetriesPerRequest: null }
      : { maxRetriesPerRequest: 1, commandTimeout: 10_000 }),
    retryStrategy: (attempt: number) =>
      Math.min(2_000, 100 * 2 ** Math.min(attempt, 5)) * (0.5 + Math.random() / 2),
  };
}
