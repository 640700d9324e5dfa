import { eventually } from './eventually.ts';
import { REDIS_PASSWORD, type RedisNode, RedisNodes } from './redisNodes.ts';

export const MASTER_NAME = 'buffer';
const SENTINELS = 3;

export interface RedisSentinels {
  readonly url: string;
  readonly master: RedisNode;
  readonly replica: RedisNode;
  /** Resolves when the Sentinels name the replica as the master. */
  waitForFailover(): Promise<void>;
  stop(): Promise<void>;
}

/** A master, its replica, and three Sentinels, two of which must agree that the master is gone. */
export async function startRedisSentinels(): Promise<RedisSentinels> {
  const own = new RedisNodes();
  const auth = `masterauth "${REDIS_PASSWORD}"`;
  const master = await own.start('master', [auth]);
  const replica = await own.start('replica', [auth, `replicaof 127.0.0.1 ${master.port}`]);
  const sentinels = await Promise.all(
    Array.from({ length: SENTINELS }, (_, i) =>
      own.start(`sentinel${i}`, [
        `sentinel monitor ${MASTER_NAME} 127.0.0.1 ${master.port} 2`,
        `sentinel auth-pass ${MASTER_NAME} "${REDIS_PASSWORD}"`,
        `sentinel sentinel-pass "${REDIS_PASSWORD}"`,
        `sentinel down-after-milliseconds ${MASTER_NAME} 1000`,
        `sentinel failover-timeout ${MASTER_NAME} 6000`,
      ]),
    ),
  );
  await waitUntilKnown(sentinels);
  const password = encodeURIComponent(REDIS_PASSWORD);
  const places = sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',');
  return {
    url: `redis+sentinel://:${password}@${places}/${MASTER_NAME}/3?sentinelPassword=${password}`,
    master,
    replica,
    waitForFailover: () =>
      eventually(async () => {
        const [, port] = (await sentinels[0]!.ask(
          'sentinel',
          'get-master-addr-by-name',
          MASTER_NAME,
        )) as string[];
        if (Number(port) !== replica.port) throw new Error(`The Sentinels name ${port}`);
        if ((await replica.readInfo('role')) !== 'master') throw new Error('The replica is no master yet');
      }),
    stop: () => own.stop(),
  };
}

/** Each Sentinel knows the others and the replica. */
async function waitUntilKnown(sentinels: readonly RedisNode[]): Promise<void> {
  await eventually(async () => {
    for (const sentinel of sentinels) {
      const line = (await sentinel.readInfo('master0')) ?? '';
      if (!line.includes(`slaves=1,sentinels=${SENTINELS}`)) throw new Error(`A Sentinel sees ${line}`);
    }
  });
}
