import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BufferFullError, defineTable, InvalidValueError } from '../../buffer/index.ts';
import { eventually } from '../support/eventually.ts';
import { createTableRig, type TableRig } from '../support/tableRig.ts';

let rig: TableRig;
beforeAll(async () => {
  rig = await createTableRig();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

const devices = defineTable({
  table: 's.device',
  key: { id: 'bigint' },
  columns: {
    seen_at: { type: 'timestamptz', merge: 'max' },
    lowest: { type: 'numeric', merge: 'min' },
    maker: { type: 'text', merge: 'first' },
    state: 'text',
    tags: 'text[]',
    battery: { type: 'integer', order: 'measured_at' },
    measured_at: 'timestamptz',
  },
});
const createDevices = (rows: string): Promise<unknown> =>
  rig.pool
    .query(`create table s.device (id bigint primary key, seen_at timestamptz, lowest numeric, maker text,
    state text default 'new', tags text[], battery int, measured_at timestamptz); ${rows}`);
const at = (seconds: number): string => `2026-01-01T00:00:00.${String(seconds).padStart(6, '0')}Z`;

describe('update, flush, read', () => {
  it('writes what waits by the rules of the columns, and read shows it before and after', async () => {
    await createDevices('insert into s.device (id, lowest) values (1, 5), (9223372036854775807, 1)');
    const buffer = await rig.start([devices]);
    await buffer.update(devices, {
      id: 1,
      seen_at: at(5),
      state: 'b',
      maker: 'x',
      battery: 70,
      measured_at: at(9),
    });
    await buffer.update(devices, { id: 1n, seen_at: at(3), state: null, maker: 'y', lowest: '4.50' });
    await buffer.updateMany(devices, [
      { id: '9223372036854775807', tags: ['a"', null], lowest: 2 },
      { id: 1, battery: 60, measured_at: at(8), state: 'c' },
    ]);
    const [first, last, none] = await buffer.readMany(devices, [
      { id: 1 },
      { id: 9_223_372_036_854_775_807n },
      { id: 5 },
    ]);
    const expected = {
      id: 1n,
      seen_at: '2026-01-01T00:00:00.000005+00:00',
      lowest: '4.50',
      maker: 'x',
      state: 'c',
      tags: null,
      battery: 70,
      measured_at: '2026-01-01T00:00:00.000009+00:00',
    };
    const toUtc = (row: typeof first | undefined) => ({
      ...row,
      seen_at: utc(row?.seen_at),
      measured_at: utc(row?.measured_at),
    });
    expect(toUtc(first)).toEqual(toUtc(expected));
    expect(last).toMatchObject({
      id: 9_223_372_036_854_775_807n,
      tags: ['a"', null],
      lowest: '1',
      state: 'new',
    });
    expect(none).toBeNull();
    const [report] = await buffer.flush();
    expect(report).toMatchObject({ table: 's.device', rows: 2, rowsWritten: 2, parked: 0, dead: 0 });
    expect(toUtc(await buffer.read(devices, { id: 1 }))).toEqual(toUtc(expected));
    const { rows } = await rig.pool.query('select state, battery, lowest::text from s.device where id = 1');
    expect(rows).toEqual([{ state: 'c', battery: 70, lowest: '4.50' }]);
    expect(await buffer.readLedger()).toMatchObject({
      accepted: 4,
      merged: 2,
      acknowledged: 2,
      pending: 0,
      imbalance: 0,
    });
  });

  it('takes one key however it is written', async () => {
    const events = defineTable({
      table: 's.e',
      key: { at: 'timestamptz', id: 'uuid' },
      columns: { n: 'integer' },
    });
    await rig.pool.query('create table s.e (at timestamptz, id uuid, n int, primary key (at, id))');
    await rig.pool.query(
      `insert into s.e values ('2026-01-01 10:00:00.5Z', '6f9619ff-8b86-d011-b42d-00cf4fc964ff', 0)`,
    );
    const buffer = await rig.start([events]);
    const id = '6F9619FF-8B86-D011-B42D-00CF4FC964FF';
    await buffer.update(events, { at: '2026-01-01T10:00:00.5Z', id, n: 1 });
    await buffer.update(events, { at: '2026-01-01 12:00:00.500000+02', id: id.toLowerCase(), n: 2 });
    await buffer.update(events, { at: new Date('2026-01-01T10:00:00.500Z'), id, n: 3 });
    const [report] = await buffer.flush();
    expect(report).toMatchObject({ rows: 1, rowsWritten: 1 });
    expect((await rig.pool.query('select n from s.e')).rows).toEqual([{ n: 3 }]);
  });

  it.each(['flush', 'stop'] as const)(
    '%s writes what came while a timed flush was under way',
    async (how) => {
      await createDevices('insert into s.device (id) values (1)');
      const buffer = await rig.start([devices], { flushEveryMs: 20 });
      const other = await rig.pool.connect();
      try {
        await other.query('begin; select from s.device for update');
        await buffer.update(devices, { id: 1, state: 'before' });
        await eventually(async () => {
          // Within its transaction the other one would see the same at each look.
          const { rows } = await rig.pool.query(
            `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          );
          expect(rows).toHaveLength(1);
        });
        await buffer.update(devices, { id: 1, state: 'meanwhile' });
        const done = buffer[how]();
        await other.query('commit');
        await done;
        expect((await other.query('select state from s.device')).rows).toEqual([{ state: 'meanwhile' }]);
      } finally {
        other.release();
      }
    },
  );

  it('accepts nothing of a call that holds one invalid value', async () => {
    await createDevices('insert into s.device (id) values (1)');
    const buffer = await rig.start([devices]);
    await expect(
      buffer.updateMany(devices, [
        { id: 1, state: 'x' },
        { id: 1, battery: 1.5, measured_at: at(1) },
      ]),
    ).rejects.toThrow(InvalidValueError);
    expect((await buffer.readLedger()).accepted).toBe(0);
  });

  it('keeps what waits over a stop without a flush, and flushes at a stop with one', async () => {
    await createDevices('insert into s.device (id) values (1)');
    const first = await rig.start([devices]);
    await first.update(devices, { id: 1, state: 'x' });
    await first.stop({ flush: false });
    const second = await rig.start([devices]);
    expect(await second.read(devices, { id: 1 })).toMatchObject({ state: 'x' });
    await second.stop();
    expect((await rig.pool.query('select state from s.device')).rows).toEqual([{ state: 'x' }]);
  });

  it('ends with what the rules say, whatever the order and the flushes between, with two flushers (property)', async () => {
    await createDevices('');
    const step = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({
          id: fc.integer({ min: 1, max: 3 }),
          state: fc.option(
            fc.string({ unit: 'grapheme', maxLength: 3 }).filter((text) => !text.includes('\0')),
            { freq: 3 },
          ),
          seen: fc.nat(999),
          lowest: fc.integer({ min: -50, max: 50 }),
          order: fc.nat(999_999),
        }),
      },
      { weight: 1, arbitrary: fc.constantFrom('flush', 'both') },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        await rig.pool.query('truncate s.device; insert into s.device (id) values (1), (2), (3)');
        const [one, two] = [await rig.start([devices]), await rig.start([devices])];
        const expected = new Map<
          number,
          { state: string | null; seen: number; lowest: number; order: number }
        >();
        let turn = 0;
        for (const item of steps) {
          if (item === 'flush') await one.flush();
          else if (item === 'both') await Promise.all([one.flush(), two.flush()]);
          else if (typeof item !== 'string') {
            const { id, state, seen, lowest, order } = item;
            const row = { id, state, seen_at: at(seen), lowest, battery: order, measured_at: at(order) };
            await (turn++ % 2 === 0 ? one : two).update(devices, row);
            const held = expected.get(id);
            expected.set(id, {
              state,
              seen: Math.max(seen, held?.seen ?? 0),
              lowest: Math.min(lowest, held?.lowest ?? 50),
              order: Math.max(order, held?.order ?? 0),
            });
          }
        }
        await two.flush();
        const { rows } = await rig.pool.query(
          `select id::int, state, (extract(microseconds from seen_at at time zone 'utc'))::int as seen, lowest::int, battery as "order"
           from s.device where seen_at is not null order by id`,
        );
        expect(rows).toEqual([...expected].sort(([a], [b]) => a - b).map(([id, row]) => ({ id, ...row })));
        expect((await one.readLedger()).imbalance).toBe(0);
        await one.stop();
        await two.stop();
      }),
      { numRuns: 40 },
    );
  });
});

describe('missing rows', () => {
  it('park: the update waits until the row is there', async () => {
    await createDevices('');
    const buffer = await rig.start([devices]);
    const parked: unknown[] = [];
    buffer.on('parked', (rows) => parked.push(rows));
    await buffer.update(devices, { id: 7, state: 'x' });
    await buffer.flush();
    expect(parked).toEqual([{ table: 's.device', keys: ['["7"]'] }]);
    expect(await buffer.readLedger()).toMatchObject({ parked: 1, pending: 0, imbalance: 0 });
    await rig.pool.query('insert into s.device (id) values (7)');
    await expect.poll(async () => (await buffer.flush())[0]!.rows).toBe(1);
    expect((await rig.pool.query('select state from s.device')).rows).toEqual([{ state: 'x' }]);
  });

  it('insert: the row is made, and read shows it before', async () => {
    await createDevices('');
    const made = { ...devices, missing: 'insert' as const };
    const buffer = await rig.start([made]);
    await buffer.update(made, { id: 7, battery: 5, measured_at: at(1) });
    expect(await buffer.read(made, { id: 7 })).toMatchObject({ id: 7n, battery: 5, state: 'new' });
    expect(await buffer.read(made, { id: 8 })).toBeNull();
    await buffer.flush();
    expect((await rig.pool.query('select id, battery, state from s.device')).rows).toEqual([
      { id: '7', battery: 5, state: 'new' },
    ]);
  });

  it('error: a dead letter, which a replay accepts again once', async () => {
    await createDevices('insert into s.device (id) values (1)');
    const strict = { ...devices, missing: 'error' as const };
    const buffer = await rig.start([strict]);
    const dead: { id: string; code: string }[] = [];
    buffer.on('dead', (letter) => dead.push(letter));
    await buffer.updateMany(strict, [
      { id: 7, state: 'x' },
      { id: 1, state: 'y' },
    ]);
    await buffer.flush();
    expect(dead).toMatchObject([
      { table: 's.device', code: 'P0002', reason: 'There is no row with this key' },
    ]);
    expect((await rig.pool.query('select state from s.device')).rows).toEqual([{ state: 'y' }]);
    await rig.pool.query('insert into s.device (id) values (7)');
    expect(await buffer.replay(strict, dead[0]!.id)).toBe(true);
    expect(await buffer.replay(strict, dead[0]!.id)).toBe(false);
    await buffer.flush();
    expect((await rig.pool.query('select state from s.device where id = 7')).rows).toEqual([{ state: 'x' }]);
    expect(await buffer.readLedger()).toMatchObject({ accepted: 3, discarded: 1, dead: 0, imbalance: 0 });
  });
});

describe('what PostgreSQL refuses', () => {
  it('buries the one row, and writes the others', async () => {
    await createDevices(
      'alter table s.device add check (battery < 100); insert into s.device (id) select generate_series(1, 20)',
    );
    const buffer = await rig.start([devices]);
    const dead: unknown[] = [];
    buffer.on('dead', (letter) => dead.push(letter));
    await buffer.updateMany(
      devices,
      Array.from({ length: 20 }, (_, i) => ({ id: i + 1, battery: i === 6 ? 100 : i, measured_at: at(1) })),
    );
    await buffer.flush();
    expect(dead).toMatchObject([{ code: '23514' }]);
    expect((await rig.pool.query('select count(battery)::int as n from s.device')).rows).toEqual([{ n: 19 }]);
    const [letter] = await buffer.readDeadLetters(devices);
    expect(letter).toMatchObject({ code: '23514', entry: { key: '["7"]' } });
    expect(await buffer.discard(devices, letter!.id)).toBe(true);
    expect((await buffer.readLedger()).imbalance).toBe(0);
  });

  it('says when it is full, flushes, and refuses what does not fit in time', async () => {
    await createDevices('');
    const buffer = await rig.start([devices], { maxEntries: 2 });
    const full: string[] = [];
    buffer.on('full', (table) => full.push(table));
    await buffer.updateMany(devices, [
      { id: 1, state: 'a' },
      { id: 2, state: 'a' },
    ]);
    await expect(buffer.update(devices, { id: 3, state: 'a' })).rejects.toThrow(BufferFullError);
    expect(full[0]).toBe('s.device');
    await rig.pool.query('insert into s.device (id) values (1), (2), (3)');
    await buffer.update(devices, { id: 3, state: 'a' });
  });
});

const utc = (text: string | null | undefined): string =>
  new Date(text ?? '').toISOString() + /\.(\d+)/.exec(text ?? '')![1]!;

describe('starting', () => {
  it.each([
    ['a name', { name: 'a b' }, `The buffer's name is "a b"; it takes letters, digits, - and _`],
    [
      'Redis without always, for sums',
      { redisSettings: 'checked' as const },
      /^merge 'add' needs appendonly yes and appendfsync always/,
    ],
  ])('refuses %s', async (_, own, message) => {
    await rig.pool.query('create table s.c (id int primary key, n int)');
    const counters = defineTable({
      table: 's.c',
      key: { id: 'integer' },
      columns: { n: { type: 'integer', merge: 'add' } },
    });
    await expect(rig.start([counters], own)).rejects.toThrow(message);
  });

  it('refuses another number of shards while something waits', async () => {
    await createDevices('insert into s.device (id) values (1)');
    const buffer = await rig.start([devices], { shards: 2 });
    await buffer.update(devices, { id: 1, state: 'x' });
    await expect(rig.start([devices], { shards: 3 })).rejects.toThrow(
      /3 shards, and 1 entries wait in 2: flush them with shards: 2 first/,
    );
    await buffer.flush();
    await rig.start([devices], { shards: 3 });
  });

  it('names prepare where the schema is not there', async () => {
    await createDevices('');
    await rig.pool.query('alter schema breakwater_buffer rename to away');
    try {
      await expect(rig.start([devices])).rejects.toThrow('call prepare(pool) once, or run prepare.sql');
    } finally {
      await rig.pool.query('alter schema away rename to breakwater_buffer');
    }
  });
});
