import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GET as getExport } from '../../../app/api/export/experiments/route.ts';
import { POST as postTrpc } from '../../../app/api/trpc/[trpc]/route.ts';
import { parsePlan } from '../../../experiment/plan.ts';
import { createStore } from '../../../experiment/store.ts';
import { createCaller } from '../../../server/appRouter.ts';
import { resultOf, runOf } from '../../experiment/results.ts';
import { eventually } from '../../support/eventually.ts';
import { createServerRig, type ServerRig } from '../../support/serverRig.ts';

const HERE = 'http://localhost:3000';

let rig: ServerRig;
let dataDir: string;
let caller: ReturnType<typeof createCaller>;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(() => rig.stop());
beforeEach(async () => {
  await rig.reset();
  if (dataDir !== undefined) rmSync(dataDir, { recursive: true, force: true });
  dataDir = mkdtempSync(join(tmpdir(), 'breakwater-experiments-'));
  const services = rig.with({ DATA_DIR: dataDir });
  rig.serve(services);
  caller = createCaller({ services, granted: true, foreign: false });
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const plan = parsePlan({ arms: 'direct,hybrid' });
const result = resultOf([runOf(0, [100, 101, 102, 103]), runOf(1, [1, 2, 3, 4])], plan);
const keep = (id: string) => {
  const entry = createStore(dataDir).open(id, plan);
  entry.progress({ done: 0, runs: 4, arm: 'direct', cycle: 1, secondsLeft: 90 });
  return entry;
};
const wish = {
  arms: ['direct', 'hybrid'] as ('direct' | 'hybrid')[],
  preset: 'seed' as const,
  cycles: 1,
  repetitions: 1,
  timeScale: 10,
  seed: 1,
};
const load = (query: string): Promise<Response> =>
  getExport(new Request(`${HERE}/api/export/experiments${query}`));

interface StartAnswer {
  readonly result?: { readonly data: { readonly id: string } };
  readonly error?: { readonly data: { readonly code: string } };
}

/** As a page calls: two in one request. */
async function startTwo(): Promise<StartAnswer[]> {
  const url = `${HERE}/api/trpc/experiments.start,experiments.start?batch=1`;
  const headers = { 'content-type': 'application/json', origin: HERE };
  const request = new Request(url, { method: 'POST', headers, body: JSON.stringify({ 0: wish, 1: wish }) });
  return (await (await postTrpc(request)).json()) as StartAnswer[];
}

describe('experiments', () => {
  test('are listed newest first with what they came to', async () => {
    expect(await caller.experiments.list()).toEqual([]);
    keep('first').close(result);
    keep('second').fail('the disk is full');
    expect(await caller.experiments.list()).toMatchObject([
      { id: 'second', state: 'failed', error: 'the disk is full', verdict: null },
      { id: 'first', state: 'done', verdict: result.verdict, progress: null },
    ]);
    expect(await caller.experiments.one({ id: 'first' })).toEqual(JSON.parse(JSON.stringify(result)));
    expect(await caller.experiments.one({ id: 'second' })).toBeNull();
    expect(await caller.experiments.one({ id: '../run' })).toBeNull();
  });

  test('that were stopped in time are stopped, not done', async () => {
    keep('halved').close({ ...result, complete: false });
    expect(await caller.experiments.list()).toMatchObject([
      { id: 'halved', state: 'stopped', verdict: result.verdict, progress: null },
    ]);
  });

  test('run while their process does; afterwards what was kept is there', async () => {
    const entry = keep('now');
    entry.keep(result);
    expect(await caller.experiments.list()).toMatchObject([{ state: 'running', progress: { cycle: 1 } }]);
    await expect(caller.experiments.start(wish)).rejects.toThrow('only beside the embedded servers');
    const stored = {
      ...(JSON.parse(
        JSON.stringify({ id: 'gone', state: 'running', plan, progress: null, result }),
      ) as object),
    };
    writeFileSync(
      join(dataDir, 'experiments', 'gone.json'),
      JSON.stringify({
        ...stored,
        startedAt: '2020-01-01T00:00:00Z',
        process: { pid: 2 ** 22 + 1, start: 'boot/1' },
        error: null,
      }),
    );
    const list = await caller.experiments.list();
    expect(list.find(({ id }) => id === 'gone')).toMatchObject({ state: 'stopped', verdict: result.verdict });
    await expect(caller.experiments.stop({ id: 'gone' })).rejects.toThrow('No such experiment runs');
  });

  test.each([
    [
      'that has the id of its process by now',
      ({ pid }: ChildProcess) => ({ process: { pid, start: 'boot/1' } }),
    ],
    ['that version 0.1 named by its id only', ({ pid }: ChildProcess) => ({ pid })],
  ])('a process %s is not ended with it', async (_, name) => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
    try {
      keep('left');
      const file = join(dataDir, 'experiments', 'left.json');
      const { process: _own, ...stored } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
      writeFileSync(file, JSON.stringify({ ...stored, ...name(other) }));
      expect(await caller.experiments.list()).toMatchObject([{ id: 'left', state: 'stopped' }]);
      await expect(caller.experiments.stop({ id: 'left' })).rejects.toThrow('No such experiment runs');
      expect([other.exitCode, other.signalCode]).toEqual([null, null]);
    } finally {
      other.kill('SIGKILL');
    }
  });

  test('of four that two batches start at once one starts', async () => {
    rig.serve(rig.with({ DATA_DIR: dataDir, EMBEDDED: 'on' }));
    const answers = (await Promise.all([startTwo(), startTwo()])).flat();
    const ids = answers.flatMap(({ result: started }) => started?.data.id ?? []);
    expect(ids).toHaveLength(1);
    const codes = answers.flatMap(({ error }) => error?.data.code ?? []);
    expect(codes).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT']);
    await eventually(() => caller.experiments.stop({ id: ids[0]! }));
    await eventually(async () => {
      const [only, ...others] = await caller.experiments.list();
      expect([only!.id, only!.state === 'running', others]).toEqual([ids[0], false, []]);
    });
  });

  test('are started one at a time', async () => {
    keep('now');
    const services = rig.with({ DATA_DIR: dataDir, EMBEDDED: 'on' });
    const embedded = createCaller({ services, granted: true, foreign: false });
    await expect(embedded.experiments.start(wish)).rejects.toThrow('Another experiment runs');
  });

  test.each([
    [{ arms: ['direct'] }, 'arms'],
    [{ arms: ['direct', 'fast'] }, 'arms'],
    [{ preset: 'storm' }, 'preset'],
    [{ cycles: 0 }, 'cycles'],
    [{ repetitions: 51 }, 'repetitions'],
    [{ timeScale: 0.5 }, 'timeScale'],
  ])('are not started with %j', async (changes, field) => {
    await expect(caller.experiments.start({ ...wish, ...changes } as never)).rejects.toThrow(field);
  });

  test('come as files once they have ended', async () => {
    keep('first').close(result);
    const html = await load('?id=first&format=html');
    expect(html.headers.get('content-disposition')).toBe('attachment; filename="experiment-first.html"');
    expect(await html.text()).toContain('<polyline');
    expect(await (await load('?id=first&format=markdown')).text()).toContain('**Verdict.**');
    expect(await (await load('?id=first')).json()).toMatchObject({ verdict: result.verdict, arms: [{}, {}] });
    expect((await load('?id=none')).status).toBe(404);
    expect((await load('?id=..%2Frun&format=json')).status).toBe(404);
    expect((await load('?id=first&format=pdf')).status).toBe(400);
  });
});

describe('periods between switches', () => {
  /** The last sample is of a whole second; each second counts 1,000 bytes, and 100 more while a switch drains. */
  async function fill(
    seconds: number,
    values: (at: number) => Record<string, number | null>,
  ): Promise<number> {
    const to = Math.floor(Date.now() / 1_000) * 1_000;
    for (let at = to - seconds * 1_000; at <= to; at += 1_000) {
      await rig.services.history.appendSample({ at, values: { timeScale: 10, ...values(at) } });
    }
    return to;
  }
  const addSwitch = (at: number, strategy: string, before: string, epoch: number) =>
    rig.services.history.appendEvent('marks', { at, value: { kind: 'strategy', strategy, before, epoch } });

  test('are shown newest first, each counted from when it was steady to before the next switch', async () => {
    const base = Math.floor(Date.now() / 1_000) * 1_000;
    const [drainsAt, steadyAt, endsAt] = [base - 280_000, base - 270_000, base - 100_000];
    const statementsAt = (at: number): number => {
      const drained = at < drainsAt ? 0 : Math.min(10, (at - drainsAt) / 1_000) * 500;
      return drained + Math.min(at, endsAt) / 1_000 + Math.max(0, at - endsAt) * 3;
    };
    await fill(300, (at) => ({
      'statements.X.Total': statementsAt(at),
      steadySince: at < steadyAt ? null : at < endsAt ? steadyAt : endsAt,
      checkpointTimeoutSeconds: 30,
      syncIntervalSeconds: 30,
    }));
    await addSwitch(drainsAt, 'direct', 'hybrid', 2);
    await addSwitch(endsAt, 'hybrid', 'direct', 3);
    await rig.setStrategy('hybrid');
    const periods = await caller.periods.list();
    expect(periods.map(({ strategy }) => strategy)).toEqual(['hybrid', 'direct']);
    const direct = periods[1]!.figures.writesPerHour as {
      value: number;
      window: { from: number; to: number };
    };
    // One a second at ten times real time: neither the drain of 5,000 nor the 3,000 a second of the next.
    expect(direct.value).toBeCloseTo(360);
    expect(direct.window.from).toBeGreaterThanOrEqual(steadyAt);
    expect(direct.window.to).toBeLessThan(endsAt);
    expect((direct.window.to - direct.window.from) % 30_000).toBe(0);
    // A period that has ended never changes again, whatever comes after it.
    await rig.services.history.appendSample({ at: base + 60_000, values: { 'statements.X.Total': 1e9 } });
    const after = await caller.periods.list();
    expect(after.find(({ strategy }) => strategy === 'direct')).toEqual(periods[1]);
  });

  test('of a day read the same from what is kept of each ten seconds', async () => {
    const to = await fill(400, (at) => ({ 'statements.X.Total': at / 1_000, checkpointTimeoutSeconds: 30 }));
    await addSwitch(to - 390_000, 'direct', 'hybrid', 2);
    await addSwitch(to - 200_000, 'hybrid', 'direct', 3);
    await rig.setStrategy('hybrid');
    const before = (await caller.periods.list())[1];
    // The samples of before are two hours old now, and dropped.
    const later = to + 3 * 3_600_000;
    await rig.services.history.appendSample({ at: later, values: { 'statements.X.Total': 5 } });
    await rig.services.history.appendSample({ at: later + 10_000, values: { 'statements.X.Total': 5 } });
    expect((await caller.periods.list()).find(({ strategy }) => strategy === 'direct')).toEqual(before);
    expect(before!.figures.writesPerHour).toMatchObject({ value: expect.closeTo(360) });
  });
});
