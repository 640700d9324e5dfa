import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { createWorkerRig, type WorkerRig } from '../support/workerRig.ts';

let rig: WorkerRig;
let dir: string;
let client: pg.Client;
beforeEach(async () => {
  rig = await createWorkerRig();
  dir = mkdtempSync(join(tmpdir(), 'breakwater-replay-'));
  client = new pg.Client(rig.databases.databaseUrl);
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await rig.stop();
  rmSync(dir, { recursive: true });
});

function write(name: string, lines: readonly string[]): string {
  const file = join(dir, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return `replay:${file}`;
}

const frame = (body: object): string => JSON.stringify({ t_wall: 1_700_000_000, raw: JSON.stringify(body) });

describe('replaying frames', () => {
  const lines = [
    '{"t_wall":1700000000,"raw":"{\\"message\\":\\"subscribed\\"}"}',
    frame({ signature: 'c1', mint: 'Known', txType: 'create', name: 'a', symbol: 'A' }),
    frame({ signature: 'c1', mint: 'Known', txType: 'create', name: 'a', symbol: 'A' }),
    frame({ signature: 'c2', mint: 'Known', txType: 'create' }),
    frame({ signature: 'c4', mint: 'Nameless', txType: 'create' }),
    frame({ signature: 'c5', mint: 'Nameless', txType: 'create', name: 'n', symbol: 'N' }),
    frame({ signature: 'm1', mint: 'Known', txType: 'migrate', pool: 'pump-amm' }),
    frame({ signature: 'm2', mint: 'Unknown', txType: 'migrate', pool: 'pump-amm' }),
    'not json',
    frame({ signature: 'c3', mint: 'Unknown', txType: 'create', name: 'late', symbol: 'LATE' }),
  ];

  it.each(['direct', 'hybrid', 'buffer-all'])(
    '%s: one row per mint, migrations applied, repeats without effect',
    async (strategy) => {
      const worker = await rig.start({
        SOURCE: write('frames.jsonl', lines),
        REPLAY_FAST: 'on',
        STRATEGY: strategy,
        TIME_SCALE: '300',
      });
      await worker.sourceFinished;
      await eventually(async () => {
        const { rows } = await client.query(
          'select mint, symbol, status, pool_type, announced from token_discovery order by mint',
        );
        expect(rows).toEqual([
          { mint: 'Known', symbol: 'A', status: 'migrated', pool_type: 'pump-amm', announced: true },
          { mint: 'Nameless', symbol: 'N', status: 'new', pool_type: null, announced: true },
          { mint: 'Unknown', symbol: 'LATE', status: 'migrated', pool_type: 'pump-amm', announced: true },
        ]);
        expect(await worker.buffer.readLedger()).toMatchObject({ pending: 0, dead: 0, imbalance: 0 });
      });
      expect(await rig.readMetric(worker, /^breakwater_events_total.*kind="control"/)).toBe(1);
      expect(await rig.readMetric(worker, /^breakwater_frames_rejected_total/)).toBe(1);
    },
  );
});

describe('replaying market updates', () => {
  const rows = Array.from(
    { length: 300 },
    (_, i) => `2025-10-31T16:36:28.443Z,S${i % 7},${i}.00000003855,${i * 10},${i},1.5,0,1`,
  );
  const file = [
    'last_updated,symbol,price_usd,market_cap_usd,volume_24h,percent_change_24h,percent_change_1h,rank',
    ...rows,
  ];

  it.each(['direct', 'hybrid'])('%s: ends with the last update of each symbol, exactly', async (strategy) => {
    const worker = await rig.start({
      SOURCE: write('market.csv', file),
      REPLAY_FAST: 'on',
      STRATEGY: strategy,
      TIME_SCALE: '300',
    });
    await worker.sourceFinished;
    await worker.buffer.syncBufferedTokens();
    const found = await client.query<{ mint: string; price: string }>(
      'select mint, price_usd::text as price from token_discovery order by mint',
    );
    expect(found.rows).toEqual(
      Array.from({ length: 7 }, (_, s) => ({ mint: `coinlore:S${s}`, price: `${lastIndex(s)}.00000003855` })),
    );
    expect((await worker.buffer.readLedger()).accepted).toBe(strategy === 'hybrid' ? 300 : 0);
  });

  const lastIndex = (symbol: number): number => 299 - ((299 - symbol) % 7);
});

it('a recording in no known format is refused with the variable that names it', async () => {
  await expect(rig.start({ SOURCE: write('x.txt', ['hello']) })).rejects.toThrow('SOURCE is "replay:');
  await expect(rig.start({ SOURCE: 'replay:/does/not/exist.jsonl' })).rejects.toThrow('ENOENT');
});
