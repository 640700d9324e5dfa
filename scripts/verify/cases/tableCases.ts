import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { readTableFacts } from '../../../db/statements/readTableFacts.ts';
import { CALIBRATION } from '../../../model/calibration.ts';
import { measureWorkload } from '../../../model/workload/measured.ts';
import { predictWorkload } from '../../../model/workload/predict.ts';
import { connectObserver } from '../../../observer/connectObserver.ts';
import { startTemporaryServers } from '../../launch/temporaryServers.ts';
import type { Case } from './Case.ts';

const LOOK_SECONDS = 10;
const PER_SECOND = 20;

interface Expected {
  readonly table: string;
  /** Run at a fixed rate while the table is read. */
  readonly update: string;
  /** Pages of a checkpoint, where it is known what was logged. */
  readonly pages?: { readonly low: number; readonly high: number };
}

const TABLES: Readonly<Record<string, readonly Expected[]>> = {
  '50-toasted-documents': [
    {
      table: 'docs',
      update: 'update docs set body = rnd(375) where id = (1 + random() * 1999)::int',
      // 3,216 were logged: within a factor of two.
      pages: { low: 1_608, high: 6_432 },
    },
  ],
  '51-partitioned': [
    { table: 'parted', update: 'update parted set v = v + 1 where id = (1 + random() * 19999)::int' },
    {
      table: 'Order Items',
      update: 'update "Order Items" set v = v + 1 where id = (1 + random() * 19999)::int',
    },
  ],
};

export const TABLE_CASES: readonly Case[] = Object.entries(TABLES).map(([name, tables]) => ({
  name,
  check: (file) => predictTables(readFileSync(file, 'utf8'), tables),
}));

async function predictTables(sql: string, tables: readonly Expected[]): Promise<string | null> {
  const servers = await startTemporaryServers({ settings: { checkpoint_timeout: '60s' } });
  const writer = new pg.Client(servers.postgresUrl);
  const reader = await connectObserver(servers.postgresUrl);
  try {
    await writer.connect();
    for (const statement of splitStatements(sql)) await writer.query(statement);
    const wrong: string[] = [];
    for (const expected of tables) wrong.push(...(await predictTable({ writer, reader }, expected)));
    return wrong.length === 0 ? null : wrong.join('; ');
  } finally {
    await writer.end();
    await reader.end();
    await servers.stop();
  }
}

/** VACUUM runs only by itself. Not for texts that hold a semicolon elsewhere. */
const splitStatements = (sql: string): string[] =>
  sql
    .replaceAll(/^--.*$/gm, '')
    .split(';')
    .filter((statement) => statement.trim() !== '');

async function predictTable(
  { writer, reader }: Readonly<Record<'writer' | 'reader', pg.Client>>,
  { table, update, pages }: Expected,
): Promise<readonly string[]> {
  const first = await readTableFacts(reader, table);
  if (first === null) return [`table ${table} is not found`];
  const startedAt = performance.now();
  for (let i = 0; i < LOOK_SECONDS * PER_SECOND; i++) {
    await writer.query(update);
    await delay(Math.max(0, startedAt + ((i + 1) * 1_000) / PER_SECOND - performance.now()));
  }
  // A session reports what it counted once a second at the most.
  await delay(1_500);
  await writer.query('select');
  const second = (await readTableFacts(reader, table)) ?? first;
  const { workload } = measureWorkload({ first, second, strategy: 'direct' });
  // At the pace that was logged, whatever this machine kept.
  const { cycle } = predictWorkload({ ...workload, updatesPerSecond: PER_SECOND }, CALIBRATION.constants);
  const counted = second.updates - first.updates;
  return [
    ...(counted < 0.9 * LOOK_SECONDS * PER_SECOND ? [`${counted} updates of ${table} were counted`] : []),
    ...(pages !== undefined && (cycle.buffersWritten < pages.low || cycle.buffersWritten > pages.high)
      ? [
          `${Math.round(cycle.buffersWritten)} pages of ${table} are predicted, and not ${pages.low} to ${pages.high}`,
        ]
      : []),
  ];
}
