import type { ChainableCommander, Cluster, Redis } from 'ioredis';

export type PipelineReply = readonly [error: Error | null, reply: unknown];

/**
 * Sends a command per item, in one pipeline per shard: in a Redis Cluster a pipeline goes to one node, and shards live on
 * several. Each item must add one command, for keys of its own shard; replies come in the order of the items.
 */
export async function pipelineByShard<Item>(
  redis: Redis | Cluster,
  items: readonly Item[],
  shardOf: (item: Item) => number,
  add: (pipeline: ChainableCommander, item: Item) => void,
): Promise<PipelineReply[]> {
  const places = new Map<number, number[]>();
  items.forEach((item, place) => {
    const shard = shardOf(item);
    const own = places.get(shard);
    if (own === undefined) places.set(shard, [place]);
    else own.push(place);
  });
  const replies: PipelineReply[] = [];
  await Promise.all(
    Array.from(places.values(), async (own) => {
      const pipeline = redis.pipeline();
      for (const place of own) add(pipeline, items[place]!);
      const found = (await pipeline.exec()) ?? [];
      own.forEach((place, i) => (replies[place] = found[i]!));
    }),
  );
  return replies;
}
