import { expect, test } from '@playwright/test';
import pg from 'pg';
import { parsePlan } from '../../experiment/plan.ts';
import { createStore } from '../../experiment/store.ts';
import { insertTokens } from '../../db/statements/insertTokens.ts';
import { resultOf, runOf } from '../experiment/results.ts';
import { expectNear, expectPoints, parseClock, readAxis, readVertices } from './support/drawn.ts';
import { region } from './support/pages.ts';
import { query, readRunning, systemDir, url } from './support/running.ts';

test('each line of an experiment is at its moments', async ({ page }) => {
  const momentsOf = (factor: number) =>
    [0, 10, 25, 30].map((second, i) => ({
      second,
      statements: 100 * i * factor,
      walBytes: 3_000_000 * i * factor,
      checkpointBuffers: 40 * i * i * factor,
      pagesWritten: 0,
      bufferedRows: factor * (i % 2),
    }));
  const [direct, split] = [momentsOf(4), momentsOf(1)];
  const plan = parsePlan({ arms: 'direct,hybrid-split' });
  const result = resultOf(
    [runOf(0, [9, 9, 9, 9], { moments: direct }), runOf(1, [9, 9, 9, 9], { moments: split })],
    plan,
  );
  createStore(systemDir()).open('drawn', plan).close(result);
  await page.goto(url('/compare?run=drawn'));
  for (const [title, measure] of [
    ['WAL', 'walBytes'],
    ['Pages written by checkpoints', 'checkpointBuffers'],
    ['Write statements', 'statements'],
    ['Rows that wait in the buffer', 'bufferedRows'],
  ] as const) {
    const figure = page.locator('figure').filter({ has: page.getByText(title, { exact: true }) });
    const toX = await readAxis(figure.locator('.recharts-xAxis-tick-labels text'), 'x');
    const toY = await readAxis(figure.locator('.recharts-yAxis-tick-labels text'), 'y');
    for (const [i, moments] of [direct, split].entries()) {
      const points = moments.map((moment) => ({ x: toX(moment.second), y: toY(moment[measure]) }));
      expectPoints(await readVertices(figure.locator('path.recharts-line-curve').nth(i)), points, title);
    }
  }
});

test('the prices of a token are at their moments and heights', async ({ page }) => {
  const mint = 'drawn-token';
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  const prices = [12, 18, 15].map((price, i) => ({ price, at: minute - (9 - 3 * i) * 60_000 }));
  const client = new pg.Client(readRunning().databaseUrl);
  await client.connect();
  await insertTokens(client, [{ identity: identityOf(mint), order: 1, status: 'new' }], 'test');
  await client.end();
  const seed = ({ price, at }: (typeof prices)[number]) =>
    query(
      `insert into token_price (token_id, at, price_usd)
       select id, to_timestamp($2::float8 / 1000), $3 from token_discovery where mint = $1`,
      [mint, at, price],
    );
  for (const each of prices) await seed(each);
  try {
    await page.goto(url(`/feed?mint=${mint}`));
    const chart = page.getByRole('region', { name: 'Price history' });
    const toX = await readAxis(chart.locator('.recharts-xAxis-tick-labels text'), 'x', parseClock(minute));
    const toY = await readAxis(chart.locator('.recharts-yAxis-tick-labels text'), 'y');
    const points = prices.map(({ price, at }) => ({ x: toX(at), y: toY(price) }));
    expectPoints(await readVertices(chart.locator('path.recharts-line-curve')), points, 'prices');
  } finally {
    await query('delete from token_price where token_id = (select id from token_discovery where mint = $1)', [
      mint,
    ]);
    await query('delete from token_discovery where mint = $1', [mint]);
  }
});

/** "4 min 30 s", "27 s". */
function parseSpan(text: string): number {
  const [, minutes = '0', seconds = '0'] = /^(?:([\d.]+) min ?)?(?:([\d.]+) s)?$/.exec(text) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}

test('what-if draws both sides where they are on the rule, and cycles as high as their pages', async ({
  page,
}) => {
  await page.goto(url('/what-if'));
  const svg = page.getByRole('img', { name: /^Write time against pages/ });
  const text = (await svg.getAttribute('aria-label'))!;
  const toX = await readAxis(svg.locator('text[text-anchor="middle"]'), 'x');
  const toBaseline = await readAxis(svg.locator('text[text-anchor="end"][x="46"]'), 'y');
  // The distance of a label below its line.
  const toY = (seconds: number): number => toBaseline(seconds) - 4;
  const sides = ['before', 'after'].map((name) => {
    const [, pages, span] = new RegExp(`${name} ([\\d,]+) pages in (.+?), knee`).exec(text)!;
    return { x: toX(Number(pages!.replaceAll(',', ''))), y: toY(parseSpan(span!)) };
  });
  const circle = svg.locator('circle');
  expectNear(Number(await circle.getAttribute('cx')), sides[0]!.x, 'before, pages');
  expectNear(Number(await circle.getAttribute('cy')), sides[0]!.y, 'before, seconds');
  const square = svg.locator('rect');
  expectNear(Number(await square.getAttribute('x')) + 6, sides[1]!.x, 'after, pages');
  expectNear(Number(await square.getAttribute('y')) + 6, sides[1]!.y, 'after, seconds');

  const bars = await region(page, 'Write time of a checkpoint')
    .locator('[role="img"] > [title]')
    .evaluateAll((all) =>
      all.map((bar) => ({
        pages: Number(/^([\d,]+) pages/.exec(bar.getAttribute('title')!)?.[1]?.replaceAll(',', '') ?? 0),
        height: bar.getBoundingClientRect().height,
      })),
    );
  const most = Math.max(...bars.map(({ pages }) => pages));
  const tallest = Math.max(...bars.map(({ height }) => height));
  expect(most).toBeGreaterThan(0);
  for (const { pages, height } of bars) expectNear(height, Math.max(2, (pages / most) * tallest), 'cycle');
});

const identityOf = (mint: string) => ({
  mint,
  name: null,
  symbol: mint,
  uri: null,
  creator: null,
  bondingCurve: null,
  totalSupply: null,
  initialBuySol: null,
  initialMarketCapSol: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  discoveredVia: 'simulate',
  announced: true,
});
