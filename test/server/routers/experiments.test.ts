import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GET as getExport } from '../../../app/api/export/experiments/route.ts';
import { POST as postTrpc } from '../../../app/api/trpc/[trpc]/route.ts';
import { parsePlan } from '../../../bench/experiment/plan.ts';
import { createStore } from '../../../bench/experiment/store.ts';
import { createCaller } from '../../../server/appRouter.ts';
import { resultOf, runOf } from '../../bench/results.ts';
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
    await expect(caller.experiments.start(wish)).rejects.toThrow('embedded servers alone');
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

test('periods between switches are told newest first, the running one among them', async () => {
  const now = Date.now();
  const at = (secondsAgo: number): number => now - secondsAgo * 1_000;
  for (let second = 300; second >= 0; second--) {
    await rig.services.history.appendSample({
      at: at(second),
      values: { walBytesTotal: (300 - second) * 1_000 },
    });
  }
  const value = { strategy: 'hybrid', before: 'direct', epoch: 2 };
  await rig.services.history.appendEvent('toggles', { at: at(100), value });
  await rig.setStrategy('hybrid');
  const periods = await caller.experiments.periods();
  expect(periods.map(({ strategy }) => strategy)).toEqual(['hybrid', 'direct']);
  expect(periods[0]!.from).toBeGreaterThanOrEqual(at(110));
  expect(periods[1]!.to).toBeLessThanOrEqual(at(90));
  // 1,000 bytes a second at ten times real time.
  for (const { figures } of periods) expect(figures.walBytesPerHour! / 360_000).toBeCloseTo(1, 0);
});
