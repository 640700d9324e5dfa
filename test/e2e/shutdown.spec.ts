import { expect, test } from '@playwright/test';
import { stopChild } from '../../scripts/launch/embedded/child.ts';
import { chooseFreePort } from '../../scripts/launch/embedded/ports.ts';
import { expectStream } from './support/expectStream.ts';
import { startDashboard } from './support/startDashboard.ts';

/** Far beyond what the supervisor grants: whoever needs it did not end by itself. */
const KILL = { signal: 'SIGKILL', patienceMs: 30_000 } as const;
/** The page tries to stream each 10 s. */
const SOON = { timeout: 60_000 };

type Chunks = AsyncIterator<Uint8Array, unknown>;

async function openStream(address: string): Promise<Chunks> {
  const { body } = await fetch(`${address}/api/trpc/live.stream`);
  return (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
}

async function readTick(chunks: Chunks): Promise<void> {
  const decoder = new TextDecoder();
  for (let text = ''; !text.includes('"overview"');) {
    const { value, done } = await chunks.next();
    if (done === true) throw new Error('The stream ended before its first tick');
    text += decoder.decode(value, { stream: true });
  }
}

/** Reads the rest until the stream ends. Rejects where the connection broke instead. */
async function readRest(chunks: Chunks): Promise<string> {
  const decoder = new TextDecoder();
  for (let text = ''; ;) {
    const { value, done } = await chunks.next();
    if (done === true) return text;
    text += decoder.decode(value, { stream: true });
  }
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`at ${signal} the process ends its streams and itself`, async () => {
    const { child, address } = await startDashboard(await chooseFreePort(undefined));
    const chunks = await openStream(address);
    await readTick(chunks);
    await stopChild(child, signal, KILL);
    expect({ code: child.exitCode, signal: child.signalCode }).toEqual({ code: 0, signal: null });
    expect(await readRest(chunks)).toContain('event: return');
  });
}

test('a page goes on with the next process', async ({ page }) => {
  const port = await chooseFreePort(undefined);
  const first = await startDashboard(port);
  await page.goto(first.address);
  await expectStream(page);
  await first.stop();

  const streams = page.waitForResponse((answer) => answer.url().includes('/live.stream'), SOON);
  const second = await startDashboard(port);
  try {
    expect((await streams).ok()).toBe(true);
    await expectStream(page);
  } finally {
    await second.stop();
  }
});
