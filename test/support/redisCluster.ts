import { chooseFreePort } from '../../scripts/launch/embedded/ports.ts';
import { eventually } from './eventually.ts';
import { REDIS_PASSWORD, type RedisNode, RedisNodes } from './redisNodes.ts';

const MASTERS = 3;
const SLOTS = 16_384;
/** After as long without an answer a node counts as gone. */
const NODE_TIMEOUT_MS = 1_500;

export interface RedisCluster {
  readonly url: string;
  /** The nodes that have the slot of a key: who writes it, and who would take over. */
  findOwners(key: string): Promise<{ readonly master: RedisNode; readonly replica: RedisNode }>;
  /** Resolves when another node is the master of the slot, and the cluster works again. */
  waitForFailover(from: RedisNode, to: RedisNode): Promise<void>;
  stop(): Promise<void>;
}

/** Three masters with a replica each. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const own = new RedisNodes();
  const nodes = await Promise.all(Array.from({ length: 2 * MASTERS }, (_, i) => startNode(own, i)));
  await joinNodes(nodes);
  const masters = nodes.slice(0, MASTERS);
  await addReplicas(masters, nodes.slice(MASTERS));
  await waitUntilWhole(nodes);
  const places = masters.map(({ port }) => `127.0.0.1:${port}`).join(',');
  const byPort = new Map(nodes.map((node) => [node.port, node]));
  return {
    url: `redis+cluster://:${encodeURIComponent(REDIS_PASSWORD)}@${places}`,
    findOwners: async (key) => {
      const alive = await findAlive(nodes);
      const slot = Number(await alive.ask('cluster', 'keyslot', key));
      const [master, replica] = await readOwners(alive, slot);
      return { master: byPort.get(master!)!, replica: byPort.get(replica!)! };
    },
    waitForFailover: async (from, to) => {
      await eventually(async () => {
        if ((await to.readInfo('role')) !== 'master') throw new Error(`${from.port} is still the master`);
        if (!(await readState(to)).includes('cluster_state:ok')) throw new Error('The cluster is not whole');
      });
    },
    stop: () => own.stop(),
  };
}

/** A cluster of one node, which has all slots and may be killed and started again. */
export async function startLoneNode(
  lines: readonly string[] = [],
): Promise<{ readonly url: string; readonly node: RedisNode; stop(): Promise<void> }> {
  const own = new RedisNodes();
  const node = await startNode(own, 0, ['cluster-announce-ip 127.0.0.1', ...lines]);
  await node.ask('cluster', 'addslots', ...Array.from({ length: SLOTS }, (_, slot) => slot));
  await eventually(async () => {
    if (!(await readState(node)).includes('cluster_state:ok')) throw new Error('The cluster is not whole');
  });
  const url = `redis+cluster://:${encodeURIComponent(REDIS_PASSWORD)}@127.0.0.1:${node.port}`;
  return { url, node, stop: () => own.stop() };
}

async function startNode(own: RedisNodes, i: number, lines: readonly string[] = []): Promise<RedisNode> {
  return own.start(`node${i}`, [
    'cluster-enabled yes',
    'cluster-config-file nodes.conf',
    `cluster-port ${await chooseFreePort(undefined)}`,
    `cluster-node-timeout ${NODE_TIMEOUT_MS}`,
    'cluster-allow-replica-migration no',
    `masterauth "${REDIS_PASSWORD}"`,
    ...lines,
  ]);
}

async function joinNodes(nodes: readonly RedisNode[]): Promise<void> {
  for (const [i, node] of nodes.entries()) await node.ask('cluster', 'set-config-epoch', i + 1);
  for (const node of nodes.slice(1)) {
    const [, busPort] = (await node.ask('config', 'get', 'cluster-port')) as [string, string];
    await nodes[0]!.ask('cluster', 'meet', '127.0.0.1', node.port, busPort);
  }
  for (const [i, node] of nodes.slice(0, MASTERS).entries()) {
    const [from, to] = [i, i + 1].map((part) => Math.ceil((part * SLOTS) / MASTERS)) as [number, number];
    await node.ask('cluster', 'addslots', ...Array.from({ length: to - from }, (_, slot) => from + slot));
  }
  await eventually(async () => {
    const states = await Promise.all(nodes.map(readState));
    if (!states.every((state) => state.includes(`cluster_known_nodes:${nodes.length}`)))
      throw new Error('The nodes do not know each other');
  });
}

async function addReplicas(masters: readonly RedisNode[], replicas: readonly RedisNode[]): Promise<void> {
  for (const [i, replica] of replicas.entries()) {
    const id = String(await masters[i]!.ask('cluster', 'myid'));
    await replica.ask('cluster', 'replicate', id);
  }
  await eventually(async () => {
    const links = await Promise.all(replicas.map((replica) => replica.readInfo('master_link_status')));
    if (links.some((link) => link !== 'up')) throw new Error('A replica has no master yet');
  });
}

/** Each node sees all slots served, and each master's replica. */
async function waitUntilWhole(nodes: readonly RedisNode[]): Promise<void> {
  await eventually(async () => {
    for (const node of nodes) {
      if (!(await readState(node)).includes('cluster_state:ok')) throw new Error('The cluster is not whole');
      const ranges = (await node.ask('cluster', 'slots')) as unknown[][];
      if (ranges.length !== MASTERS || ranges.some((range) => range.length < 4))
        throw new Error(`${node.port} does not see every replica`);
    }
  });
}

const readState = async (node: RedisNode): Promise<string> => String(await node.ask('cluster', 'info'));

async function findAlive(nodes: readonly RedisNode[]): Promise<RedisNode> {
  return Promise.any(nodes.map((node) => node.ask('ping').then(() => node)));
}

/** Ports of the master and its replica. */
async function readOwners(node: RedisNode, slot: number): Promise<number[]> {
  const ranges = (await node.ask('cluster', 'slots')) as [number, number, ...[string, number][]][];
  const range = ranges.find(([from, to]) => from <= slot && slot <= to)!;
  return range.slice(2).map((owner) => (owner as [string, number])[1]);
}
