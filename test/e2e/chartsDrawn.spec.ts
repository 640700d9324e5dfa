import { expect, type Locator, type Page, test } from '@playwright/test';
import {
  BUFFER_CHART,
  CHECKPOINT_CHART,
  isEventKind,
  PAGES_CHART,
  WAL_CHART,
  WRITES_CHART,
  type ChartSpec,
  type SeriesSpec,
} from '../../app/_components/overview/charts/chartSpecs.ts';
import { PLOT } from '../../app/_components/overview/charts/geometry.ts';
import { createRedisClient, type RedisClient } from '../../redis/client.ts';
import { chooseFreePort } from '../../scripts/launch/embedded/ports.ts';
import type { NextCheckpoint, RunningCheckpoint } from '../../domain/checkpoints.ts';
import { viewOf } from '../app/overview/views.ts';
import {
  type Axis,
  expectNear,
  expectPoints,
  parseClock,
  readAxis,
  readStarts,
  readVertices,
} from './support/drawn.ts';
import {
  CHECKPOINTS,
  END,
  LEVELS,
  seedKnownHistory,
  seedView,
  STEP_AT,
  SYNCS,
  T0,
  SWITCHES,
} from '../../scripts/verify/knownHistory.ts';
import { region } from './support/pages.ts';
import { readRunning } from './support/running.ts';
import { type Dashboard, startDashboard } from './support/startDashboard.ts';

/** Rates are means over this time and a bucket more: around a step, and at the start, they are on their way. */
const MEAN_MS = 16_000;
const VIEWPORT = { width: 1_400, height: 1_000 };

let dashboard: Dashboard;
/** A database of its own: no worker writes to it. */
let redis: RedisClient;
/** One for all tests that only read. */
let page: Page;
test.beforeAll(async ({ browser }) => {
  const redisUrl = new URL('/9', readRunning().redisUrl).href;
  redis = createRedisClient({ url: redisUrl, name: 'test', onError: () => undefined });
  await redis.flushdb();
  await seedKnownHistory(redis);
  dashboard = await startDashboard(await chooseFreePort(undefined), { REDIS_URL: redisUrl });
  page = await browser.newPage({ viewport: VIEWPORT, timezoneId: 'UTC', reducedMotion: 'reduce' });
  await page.goto(`${dashboard.address}/?from=${T0}&to=${END}`);
  // Before that the axes are of charts without data; all charts get theirs at once.
  const moment = region(page, BUFFER_CHART.title).getByRole('listitem').last();
  await expect(moment).toHaveText(/^\d\d:\d\d:\d\d/, { timeout: 30_000 });
});
test.afterAll(async () => {
  await page.close();
  await dashboard.stop();
  await redis.flushdb();
  redis.disconnect();
});

interface Drawn {
  readonly chart: Locator;
  readonly toX: Axis;
  readonly toY: Readonly<Record<SeriesSpec['axis'], Axis | null>>;
}

async function readChart({ title, formatRight }: ChartSpec, day = T0): Promise<Drawn> {
  const chart = region(page, title);
  const labels = (axis: Locator): Locator => axis.locator('text');
  const sides = chart.locator('.recharts-yAxis-tick-labels');
  return {
    chart,
    toX: await readAxis(labels(chart.locator('.recharts-xAxis-tick-labels')), 'x', parseClock(day)),
    toY: {
      left: await readAxis(labels(sides.first()), 'y'),
      right: formatRight === undefined ? null : await readAxis(labels(sides.nth(1)), 'y'),
    },
  };
}

/** A level at the height `toY` says, on both sides of the step, from end to end. */
async function expectLevels(
  { chart, toX }: Drawn,
  color: string,
  [before, after]: readonly [number, number],
) {
  const path = chart.locator(`path.recharts-curve[stroke="${color}"]`).first();
  const points = await readVertices(path);
  expectNear(Math.min(...points.map(({ x }) => x)), toX(T0), `${color} begins`);
  expectNear(Math.max(...points.map(({ x }) => x)), toX(END), `${color} ends`);
  const early = points.filter(({ x }) => x < toX(STEP_AT - 1_000));
  const late = points.filter(({ x }) => x > toX(STEP_AT + MEAN_MS));
  expect(early.length).toBeGreaterThan(20);
  expect(late.length).toBeGreaterThan(20);
  for (const { y } of early) expectNear(y, before, `${color} before the step`);
  for (const { y } of late) expectNear(y, after, `${color} after the step`);
}

for (const spec of [WRITES_CHART, PAGES_CHART]) {
  test(`${spec.title}: stacked rates are at the sum of what is below them`, async () => {
    const drawn = await readChart(spec);
    const sum = [0, 0] as [number, number];
    for (const { key, identity } of spec.series) {
      for (const side of [0, 1] as const) sum[side] += LEVELS[key]![side];
      await expectLevels(drawn, identity.color, [drawn.toY.left!(sum[0]), drawn.toY.left!(sum[1])]);
    }
  });
}

for (const spec of [BUFFER_CHART, WAL_CHART, CHECKPOINT_CHART]) {
  test(`${spec.title}: each line is at its values`, async () => {
    const drawn = await readChart(spec);
    for (const { key, identity, axis, kind } of spec.series.filter((series) => !isEventKind(series.kind))) {
      const [before, after] = LEVELS[key]!;
      const toY = drawn.toY[axis]!;
      await expectLevels(drawn, identity.color, [toY(before), toY(after)]);
      if (kind === 'area') await expect(drawn.chart.locator(`path.recharts-area-area`).first()).toBeVisible();
    }
    // c·T is named where it is drawn, and only there.
    await expect(drawn.chart.getByText(/^c·T = /)).toHaveCount(spec === CHECKPOINT_CHART ? 1 : 0);
  });
}

test('each checkpoint has its bar, its dot, its outline and its ring', async () => {
  const { chart, toX, toY } = await readChart(CHECKPOINT_CHART);
  const written = CHECKPOINTS.filter(({ skipped }) => !skipped);
  const predicted = written.flatMap(({ endedAt, predicted: what }) =>
    what === null ? [] : [{ endedAt, ...what }],
  );
  const expected = {
    pages: written.map(({ endedAt, buffers }) => ({ x: toX(endedAt) - 3, y: toY.left!(buffers!) })),
    seconds: written.map(({ endedAt, writeSeconds }) => ({
      x: toX(endedAt) - 3.5,
      y: toY.right!(writeSeconds!),
    })),
    predictedPages: predicted.map(({ endedAt }) => ({ x: toX(endedAt) - 5.5, y: toY.left!(0) })),
    predictedSeconds: predicted.map(({ endedAt, writeSeconds }) => ({
      x: toX(endedAt) - 6,
      y: toY.right!(writeSeconds),
    })),
  };
  for (const [key, points] of Object.entries(expected)) {
    expectPoints(await readStarts(chart.locator(`[data-series="${key}"] path`).first()), points, key);
  }
  // Bars end at the axis, outlines have their upper edge at what was predicted.
  const bars = await chart.locator('[data-series="pages"] path').getAttribute('d');
  for (const [, bottom] of bars!.matchAll(/V([\d.]+)h-6z/g)) expectNear(Number(bottom), toY.left!(0), 'bar');
  const outlines = await chart.locator('[data-series="predictedPages"] path').getAttribute('d');
  const edges = [...outlines!.matchAll(/V([\d.]+)h11/g)].map(([, y]) => Number(y));
  expect(edges).toHaveLength(predicted.length);
  for (const [i, { buffers }] of predicted.entries()) expectNear(edges[i]!, toY.left!(buffers), 'outline');
});

test('bands, syncs, skipped checkpoints and switches are at their moments, and no label is on another', async () => {
  const { chart, toX } = await readChart(BUFFER_CHART);
  // Places in this layer count from the plot's left edge.
  const place = (at: number): number => toX(at) - PLOT.left;
  for (const cause of ['time', 'wal'] as const) {
    const path = chart.locator(`path[data-event="${cause}"]`);
    const bands = CHECKPOINTS.filter((mark) => mark.cause === cause && !mark.skipped).toReversed();
    expectPoints(
      await readStarts(path),
      bands.map(({ startedAt }) => ({ x: place(startedAt), y: 0 })),
      cause,
    );
    const widths = [...((await path.getAttribute('d')) ?? '').matchAll(/ 0h([\d.]+)v/g)].map(([, width]) =>
      Number(width),
    );
    for (const [i, { startedAt, endedAt }] of bands.entries()) {
      expectNear(widths[i]!, toX(endedAt) - toX(startedAt), 'width of a band');
    }
  }
  const skipped = CHECKPOINTS.filter((mark) => mark.skipped);
  const ticks = await readStarts(chart.locator('path[data-event="skipped"]'));
  expectPoints(
    ticks,
    skipped.map(({ startedAt }) => ({ x: place(startedAt), y: 0 })),
    'skipped',
  );
  const syncs = await readStarts(chart.locator('path[data-event="sync"]'));
  expect(syncs).toHaveLength(SYNCS.length);
  for (const [i, at] of SYNCS.toReversed().entries()) expectNear(syncs[i]!.x, place(at), 'sync');
  for (const { at, value } of SWITCHES) {
    const x = await chart.locator(`line[data-event="${value.strategy}"]`).getAttribute('x1');
    expectNear(Number(x), place(at), value.strategy);
  }
  const plot = (await chart.getByRole('slider').boundingBox())!;
  const boxes = await Promise.all(
    SWITCHES.map(
      async ({ value }) => (await chart.getByText(value.strategy, { exact: true }).boundingBox())!,
    ),
  );
  for (const [i, box] of boxes.entries()) {
    expect(box.x).toBeGreaterThanOrEqual(plot.x);
    expect(box.x + box.width).toBeLessThanOrEqual(plot.x + plot.width);
    for (const other of boxes.slice(i + 1)) {
      const apart =
        box.x + box.width <= other.x ||
        other.x + other.width <= box.x ||
        Math.min(box.y, other.y) + box.height * 0.8 <= Math.max(box.y, other.y);
      expect(apart).toBe(true);
    }
  }
});

test('what is ahead is framed where it is expected', async () => {
  // The browser's clock and the server's are one: a range around now that outlasts the test.
  const from = Math.floor(Date.now() / 60_000) * 60_000 - 60_000;
  const [to, startedAt, nextAt] = [from + 600_000, from + 30_000, from + 420_000];
  const running: RunningCheckpoint = {
    kind: 'checkpoint',
    startedAt,
    cause: 'wal',
    inferred: false,
    joined: false,
    phase: 'writing',
    buffersWritten: 10,
    buffersTotal: 580,
    timeShare: 0.1,
    walShare: 0.1,
    elapsedSeconds: 30,
    predicted: { buffers: 600, dirtyPages: 600, writeSeconds: 300, source: 'buffercache' },
    etaSeconds: 270,
  };
  const next: NextCheckpoint = {
    madeAt: from,
    startsAt: nextAt,
    cause: 'time',
    skipped: false,
    buffers: 450,
    dirtyPages: 450,
    writeSeconds: 60,
    inSeconds: 60,
    timeShare: 0.5,
    dirtyBuffers: 450,
  };
  // An hour ahead: a worker that does not fall silent.
  await seedView(redis, viewOf({ running, next }), Date.now() + 3_600_000);
  await page.goto(`${dashboard.address}/?from=${from}&to=${to}`);
  await expect(page.locator('[data-ahead="next"]').first()).toBeAttached({ timeout: 30_000 });
  const { chart, toX, toY } = await readChart(CHECKPOINT_CHART, from);
  const ends = { running: startedAt + 300_000, next: nextAt + 60_000 };
  for (const [which, endsAt] of Object.entries(ends)) {
    const frame = chart.locator(`[data-ahead="${which}"]`);
    const [x, width] = [Number(await frame.getAttribute('x')), Number(await frame.getAttribute('width'))];
    expectNear(x + width, toX(endsAt) - PLOT.left, which);
    if (which === 'next') expectNear(x, toX(nextAt) - PLOT.left, which);
  }
  const rings = await readStarts(chart.locator('[data-series="predictedSeconds"] path').first());
  expectPoints(
    rings,
    [
      { x: toX(ends.running) - 6, y: toY.right!(300) },
      { x: toX(ends.next) - 6, y: toY.right!(60) },
    ],
    'rings',
  );
  const outlines = await chart.locator('[data-series="predictedPages"] path').first().getAttribute('d');
  const edges = [...outlines!.matchAll(/V([\d.]+)h11/g)].map(([, y]) => Number(y));
  expect(edges).toHaveLength(2);
  expectNear(edges[0]!, toY.left!(580), 'outline of the running one');
  expectNear(edges[1]!, toY.left!(450), 'outline of the next');
});
