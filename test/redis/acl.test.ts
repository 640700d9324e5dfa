import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SETTINGS_KEY } from '../../redis/keys.ts';
import { STRATEGY_NAMES } from '../../domain/strategies.ts';
import { eventually } from '../support/eventually.ts';
import { type RedisNode, RedisNodes } from '../support/redisNodes.ts';
import { createWorkerRig } from '../support/workerRig.ts';

/** As docs/redis.md says it. */
const RULES = /^ACL SETUSER breakwater on >PASSWORD (.*)$/m.exec(
  readFileSync(new URL('../../docs/redis.md', import.meta.url), 'utf8'),
)![1]!;

const nodes = new RedisNodes();
let node: RedisNode;
beforeAll(async () => {
  node = await nodes.start('redis', []);
  await node.ask('acl', 'setuser', 'breakwater', 'on', '>secret', ...RULES.split(' '));
});
afterAll(() => nodes.stop());

it('a user with the documented rights is refused nothing, under any strategy', async () => {
  const workers = await createWorkerRig({ redisUrl: `redis://breakwater:secret@127.0.0.1:${node.port}` });
  const worker = await workers.start({ PRESET: 'seed', STRATEGY: 'direct', TIME_SCALE: '600' });
  const count = (metric: string) => workers.readMetric(worker, new RegExp(`^breakwater_${metric}`));
  for (const strategy of STRATEGY_NAMES) {
    await node.ask('hset', SETTINGS_KEY, 'strategy', strategy);
    await eventually(async () => expect(await count(`write_strategy{.*strategy="${strategy}"`)).toBe(1));
    const before = await count('events_total{.*kind="(create|market)"');
    await eventually(async () =>
      expect(await count('events_total{.*kind="(create|market)"')).toBeGreaterThan(before),
    );
  }
  await eventually(async () => expect(await count('sync_duration_seconds_count')).toBeGreaterThan(0));
  await workers.stop();
  expect(await node.ask('acl', 'log')).toEqual([]);
});

it.each([
  ['flushall'],
  ['flushdb'],
  ['keys', '*'],
  ['config', 'set', 'maxmemory', '1'],
  ['get', 'other'],
  ['shutdown'],
])('nor may it run: %s %s', async (...command) => {
  expect(await node.ask('acl', 'dryrun', 'breakwater', ...command)).toMatch(/has no permissions/);
});
