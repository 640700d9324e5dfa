import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, inject, test } from 'vitest';
import { NUMBER_FIELDS } from '../../../model/workload/fields.ts';
import { runsCommand } from '../../support/command.ts';
import { createTestDatabases } from '../../support/databases.ts';

function predict(...args: readonly string[]) {
  const run = spawnSync(process.execPath, runsCommand('predict', ...args), { encoding: 'utf8' });
  return { status: run.status, output: run.stdout, error: run.stderr };
}

describe('npm run predict', () => {
  test('answers as JSON what the page shows', () => {
    const { status, output } = predict('--preset', 'incident', '--strategy', 'direct', '--json');
    expect(status).toBe(0);
    const { cycle, perHour, input } = JSON.parse(output) as {
      readonly cycle: Record<string, unknown>;
      readonly perHour: Record<string, number>;
      readonly input: { readonly strategy: string };
    };
    for (const name of ['dirtyPages', 'buffersWritten', 'writeSeconds', 'walBytes', 'fullPageImages']) {
      expect(cycle[name]).toEqual(expect.any(Number));
    }
    expect(cycle['cause']).toBe('time');
    expect(perHour['statements']).toBeGreaterThan(200_000);
    expect(input.strategy).toBe('direct');
  });

  test('puts JSON into a file beside the text', () => {
    const dir = mkdtempSync(join(tmpdir(), 'breakwater-predict-'));
    try {
      const file = join(dir, 'out.json');
      const { status, output } = predict('--preset', 'seed', '--output', file, '--strategy', 'hybrid');
      expect(status).toBe(0);
      expect(output).toContain('What matters most');
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ input: { strategy: 'hybrid' } });
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });

  test.each([
    [['--preset', 'storm'], '--preset is "storm": it takes incident, seed, firehose'],
    [['--rows', 'x'], '--rows is "x": it takes a whole number from 1'],
    [['--database', 'nowhere'], '--database is a value that is not shown: it must begin with postgres://'],
    [['--database', 'postgres://a@b/c', '--preset', 'seed'], 'exclude each other'],
  ])('refuses %j in one line', (args, message) => {
    const { status, error, output } = predict(...args);
    expect(status).toBe(2);
    expect(error).toContain(message);
    expect(error.trimEnd().split('\n')).toHaveLength(1);
    expect(output).toBe('');
  });

  test('names a flag that it does not know, and names those it does', () => {
    const { status, error } = predict('--speed', '9');
    expect([status, error]).toEqual([
      2,
      expect.stringMatching(/^Unknown option '--speed'\n\nUsage: npm run predict/),
    ]);
  });

  test('explains every flag', () => {
    const { output } = predict('--help');
    for (const { key } of NUMBER_FIELDS) expect(output).toContain(`--${key} N`);
  });

  test('reads a running server and says what it read', async () => {
    const databases = await createTestDatabases();
    const client = new pg.Client({ connectionString: databases.databaseUrl });
    await client.connect();
    try {
      await client.query(
        'create table orders (id integer primary key, state integer) with (fillfactor = 50)',
      );
      await client.query('create index on orders (state)');
      await client.query('insert into orders select id, 0 from generate_series(1, 5000) id');
      await client.query('update orders set state = 1 where id <= 100');
      await client.query('analyze orders');
      await client.query('select pg_stat_force_next_flush()');
      const { status, output } = predict('--database', databases.databaseUrl, '--look', '1', '--json');
      expect(status).toBe(0);
      expect(JSON.parse(output)).toMatchObject({
        input: { rows: 5_000, movingIndexes: 1, stayingIndexes: 1, checkpointTimeoutSeconds: 300 },
        measured: expect.arrayContaining([
          expect.objectContaining({ what: 'Rows that are updated', isMeasured: false }),
        ]) as unknown,
      });
    } finally {
      await client.end();
      await databases.drop();
    }
  });

  test('says where a server has no such table', () => {
    const { status, error } = predict(
      '--database',
      inject('postgresUrl'),
      '--table',
      'none_such',
      '--look',
      '1',
    );
    expect(status).toBe(1);
    expect(error).toContain('--table is "none_such"');
  });
});
