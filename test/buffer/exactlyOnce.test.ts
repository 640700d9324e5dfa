import type { Redis } from 'ioredis';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Buffer, defineTable } from '../../buffer/index.ts';
import { createTableRig, type TableRig } from '../support/tableRig.ts';

let rig: TableRig;
beforeAll(async () => {
  rig = await createTableRig();
});
afterAll(() => rig.stop());

const counters = defineTable({
  table: 's.counter',
  key: { id: 'integer' },
  columns: {
    n: { type: 'bigint', merge: 'add' },
    paid: { type: 'numeric(12,2)', merge: 'add' },
    note: 'text',
  },
});
beforeEach(async () => {
  await rig.reset();
  await rig.pool.query(
    'create table s.counter (id int primary key, n bigint, paid numeric(12,2), note text)',
  );
  await rig.pool.query('insert into s.counter (id) values (1), (2)');
});

const readCount = async (id = 1): Promise<number> => {
  const { rows } = await rig.pool.query<{ n: string | null }>('select n from s.counter where id = $1', [id]);
  return Number(rows[0]?.n ?? 0);
};
const start = (own: Parameters<TableRig['start']>[1] = {}): Promise<Buffer> => rig.start([counters], own);
/** The flush ends as that of a process that was killed. */
const KILLED = new Error('killed');

/** A client that waits for `before` ahead of each script whose text contains `line`. */
function interceptScripts(redis: Redis, line: string, before: () => Promise<void>): Redis {
  return new Proxy(redis, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      if (key === 'evalsha') return () => Promise.reject(new Error('NOSCRIPT as after a restart'));
      if (key !== 'eval') return (value as () => unknown).bind(target);
      return async (text: string, ...args: [number, ...string[]]) => {
        if (text.includes(line)) await before();
        return target.eval(text, ...args);
      };
    },
  });
}
const SETTLE = 'Does in Redis what a record';

/** A pool whose writes of rows wait, or fail, before or after they are sent. */
function interceptWrites(
  pool: pg.Pool,
  { before, after }: { before?: () => Promise<void>; after?: () => Promise<void> },
): pg.Pool {
  return new Proxy(pool, {
    get(target, key) {
      if (key !== 'query') return Reflect.get(target, key) as unknown;
      return async (text: string, values: unknown[]) => {
        const isWrite = text.includes('written as (');
        if (isWrite) await before?.();
        const result = await target.query(text, values);
        if (isWrite) await after?.();
        return result;
      };
    },
  });
}

function gate(): {
  readonly reached: Promise<void>;
  readonly pass: () => Promise<void>;
  readonly open: () => void;
} {
  let open!: () => void;
  let reach!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (reach = resolve));
  return {
    reached,
    open,
    pass: () => {
      reach();
      return opened;
    },
  };
}

const die = (): Promise<never> => Promise.reject(KILLED);

describe('sums', () => {
  it('add up in Redis and in PostgreSQL, in whole units', async () => {
    const buffer = await start();
    await buffer.updateMany(counters, [
      { id: 1, n: 5, paid: '0.10' },
      { id: 1, n: -2n, paid: 0.2 },
      { id: 2, n: '9007199254740991' },
    ]);
    expect(await buffer.read(counters, { id: 1 })).toEqual({ id: 1, n: 3n, paid: '0.30', note: null });
    await buffer.flush();
    await buffer.update(counters, { id: 1, paid: '-0.05' });
    await buffer.flush();
    await buffer.flush();
    const { rows } = await rig.pool.query('select n, paid::text from s.counter order by id');
    expect(rows).toEqual([
      { n: '3', paid: '0.25' },
      { n: '9007199254740991', paid: null },
    ]);
    expect((await buffer.readLedger()).imbalance).toBe(0);
  });

  it('refuses a call whose sum would pass 2^53, and takes nothing of it', async () => {
    const buffer = await start();
    await buffer.update(counters, { id: 1, n: 9_007_199_254_740_990n });
    const call = [
      { id: 2, n: 1 },
      { id: 1, n: 1 },
      { id: 1, n: 1 },
    ];
    await expect(buffer.updateMany(counters, call)).rejects.toThrow('More than 2^53 units');
    expect(await buffer.readLedger()).toMatchObject({ accepted: 1, imbalance: 0 });
    await buffer.flush();
    await buffer.updateMany(counters, call);
    await buffer.flush();
    expect(await readCount()).toBe(9_007_199_254_740_992);
  });

  it('takes an update of one id once, whoever brings it', async () => {
    const [one, two] = [await start(), await start()];
    await one.update(counters, { id: 1, n: 5 }, { id: 'order 7' });
    await one.flush();
    await two.update(counters, { id: 1, n: 5 }, { id: 'order 7' });
    await two.update(counters, { id: 1, n: 1 }, { id: 'order 8' });
    await two.flush();
    expect(await readCount()).toBe(6);
    expect(await two.readLedger()).toMatchObject({ accepted: 2, imbalance: 0 });
  });
});

describe('a flush that is killed between commit and acknowledgement', () => {
  it('is settled by the next one, and what came in between is added once', async () => {
    const dying = await start({ pool: interceptWrites(rig.pool, { after: die }) });
    const next = await start();
    await dying.update(counters, { id: 1, n: 3, note: 'a' });
    await expect(dying.flush()).rejects.toBe(KILLED);
    expect(await readCount()).toBe(3);
    await next.update(counters, { id: 1, n: 4 });
    expect(await next.read(counters, { id: 1 })).toMatchObject({ n: 7n, note: 'a' });
    await next.flush();
    expect(await readCount()).toBe(7);
    await next.flush();
    expect(await readCount()).toBe(7);
    expect((await next.readLedger()).imbalance).toBe(0);
  });

  it('a kept entry does not write an old value over a direct write', async () => {
    const dying = await start({ pool: interceptWrites(rig.pool, { after: die }) });
    const next = await start();
    await dying.update(counters, { id: 1, n: 1, note: 'buffered' });
    await expect(dying.flush()).rejects.toBe(KILLED);
    await rig.pool.query(`update s.counter set note = 'direct' where id = 1`);
    await next.update(counters, { id: 1, n: 1 });
    await next.flush();
    expect((await rig.pool.query('select n, note from s.counter where id = 1')).rows).toEqual([
      { n: '2', note: 'direct' },
    ]);
  });
});

describe('an acknowledgement that arrives late', () => {
  it('finds its record settled, and takes nothing away a second time', async () => {
    const late = gate();
    const slow = await start({ redis: interceptScripts(rig.redis, SETTLE, late.pass) });
    const fast = await start();
    await fast.update(counters, { id: 1, n: 3 });
    const flushing = slow.flush();
    await late.reached;
    await fast.update(counters, { id: 1, n: 4 });
    await fast.flush();
    await fast.update(counters, { id: 1, n: 5 });
    late.open();
    await flushing;
    await fast.flush();
    expect(await readCount()).toBe(12);
    expect((await fast.readLedger()).imbalance).toBe(0);
  });
});

describe('two flushers', () => {
  it('one that read before the other wrote writes nothing', async () => {
    const frozen = gate();
    const slow = await start({ pool: interceptWrites(rig.pool, { before: frozen.pass }) });
    const fast = await start();
    await fast.update(counters, { id: 1, n: 3 });
    const flushing = slow.flush();
    await frozen.reached;
    await fast.flush();
    await fast.update(counters, { id: 1, n: 4 });
    frozen.open();
    const [report] = await flushing;
    expect(report!.fenced).toBeGreaterThan(0);
    await fast.flush();
    expect(await readCount()).toBe(7);
  });

  it('a flusher that took the epoch of PostgreSQL before, and the entries after an acknowledgement, reads again', async () => {
    const held = gate();
    const slow = await start({
      redis: interceptScripts(rig.redis, 'Reads the entries to be flushed next', held.pass),
    });
    const fast = await start();
    await fast.update(counters, { id: 1, n: 3 });
    const flushing = slow.flush();
    await held.reached;
    await fast.flush();
    await fast.update(counters, { id: 1, n: 4 });
    held.open();
    await flushing;
    await fast.flush();
    expect(await readCount()).toBe(7);
  });
});

describe('a dead letter beside a commit that was not acknowledged', () => {
  it('does not carry what was committed: A commits +3 and dies, the entry becomes +4 with a bad value, B buries it', async () => {
    await rig.pool.query(`alter table s.counter add check (note <> 'bad')`);
    const committing = gate();
    const dying = await start({ pool: interceptWrites(rig.pool, { before: committing.pass, after: die }) });
    const refused = gate();
    // B has read the entry at +4, and its statement is under way when A commits.
    const burying = await start({ pool: interceptWrites(rig.pool, { before: refused.pass }) });
    await burying.update(counters, { id: 1, n: 3 });
    const first = dying.flush();
    await committing.reached;
    await burying.update(counters, { id: 1, n: 1, note: 'bad' });
    const second = burying.flush();
    await refused.reached;
    committing.open();
    await expect(first).rejects.toBe(KILLED);
    refused.open();
    await second;
    const [letter] = await burying.readDeadLetters(counters);
    expect(letter?.entry.fields).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: '+n', values: '1' })]),
    );
    expect(await readCount()).toBe(3);
    await rig.pool.query('alter table s.counter drop constraint counter_note_check');
    await burying.replay(counters, letter!.id);
    await burying.flush();
    expect(await readCount()).toBe(4);
    expect((await burying.readLedger()).imbalance).toBe(0);
  });

  it('a burial that is killed after its record is done by the next flush', async () => {
    await rig.pool.query(`alter table s.counter add check (note <> 'bad')`);
    const dying = await start({ redis: interceptScripts(rig.redis, SETTLE, die) });
    const next = await start();
    await dying.update(counters, { id: 1, n: 3, note: 'bad' });
    await expect(dying.flush()).rejects.toBe(KILLED);
    expect((await next.readLedger()).dead).toBe(0);
    await next.flush();
    expect(await next.readLedger()).toMatchObject({ dead: 1, pending: 0, imbalance: 0 });
    expect(await readCount()).toBe(0);
  });
});

describe('rows that were not written are not given up', () => {
  it('a missing row, and one that a trigger held back, keep their amounts', async () => {
    await rig.pool.query(`create function s.hold() returns trigger language plpgsql as
      'begin if old.id = 2 then return null; end if; return new; end';
      create trigger hold before update on s.counter for each row execute function s.hold()`);
    const buffer = await start();
    await buffer.updateMany(counters, [
      { id: 1, n: 1 },
      { id: 2, n: 2 },
      { id: 3, n: 3 },
    ]);
    const [report] = await buffer.flush();
    expect(report).toMatchObject({ rows: 1, parked: 2 });
    await rig.pool.query('drop trigger hold on s.counter; insert into s.counter (id) values (3)');
    await expect
      .poll(async () => {
        await buffer.flush();
        return (await buffer.readLedger()).parked;
      })
      .toBe(0);
    expect([await readCount(1), await readCount(2), await readCount(3)]).toEqual([1, 2, 3]);
  });

  it('insert: a row that another one makes at the same moment is added to', async () => {
    const made = { ...counters, missing: 'insert' as const };
    const racing = interceptWrites(rig.pool, {
      before: async () => {
        await rig.pool.query('insert into s.counter (id, n) values (9, 100) on conflict do nothing');
      },
    });
    const buffer = await rig.start([made], { pool: racing });
    await buffer.update(made, { id: 9, n: 1 });
    await expect
      .poll(async () => {
        await buffer.flush();
        return readCount(9);
      })
      .toBe(101);
    expect((await buffer.readLedger()).imbalance).toBe(0);
  });
});

describe('controls that must fail', () => {
  it('without the record, the schedule of a killed flush counts twice', async () => {
    const dying = await start({ pool: interceptWrites(rig.pool, { after: die }) });
    const next = await start();
    await dying.update(counters, { id: 1, n: 3 });
    await expect(dying.flush()).rejects.toBe(KILLED);
    await rig.pool.query(
      'delete from breakwater_buffer.record; update breakwater_buffer.shard set epoch = epoch - 1',
    );
    await next.flush();
    expect(await readCount()).toBe(6);
  });
});
