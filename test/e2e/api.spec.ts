import { type APIResponse, expect, test } from '@playwright/test';
import { appRouter } from '../../server/appRouter.ts';
import { readStrategy, url } from './support/running.ts';

test('the feed for programs answers pages', async ({ request }) => {
  const answer = await request.get(url('/api/warp-pipes/feed?limit=7'));
  const body = (await answer.json()) as { tokens: { mint: string }[]; nextCursor: string | null };
  expect(body.tokens).toHaveLength(7);
  expect(body.nextCursor).not.toBeNull();
});

test('bad input to the API is a 400 with one sentence', async ({ request }) => {
  const answer = await request.get(url('/api/warp-pipes/feed?limit=100000'));
  expect(answer.status()).toBe(400);
  expect(((await answer.json()) as { error: string }).error).toContain('limit');
});

/** One sentence for people, in either shape, and nothing of where it came from. */
async function expectSentence(answer: APIResponse): Promise<void> {
  const text = await answer.text();
  const { error } = JSON.parse(text) as { error: string | { message: string } };
  expect(typeof error === 'string' ? error : error.message).toMatch(/^[^\n]{10,250}$/);
  expect(text).not.toMatch(/stack|node_modules|\.[jt]s\b/);
}

/** Each input is compared with each procedure in test/server/http/badInput.test.ts; here they go through Next. */
test('no procedure takes what is broken, too large or foreign', async ({ request }) => {
  const strategy = await readStrategy();
  for (const [path, procedure] of Object.entries(appRouter._def.procedures as object)) {
    const address = url(`/api/trpc/${path}`);
    const { type } = (procedure as { _def: { type: 'query' | 'mutation' | 'subscription' } })._def;
    // The error of a subscription is an event of its stream.
    if (type === 'subscription') continue;
    if (type === 'query') {
      const answer = await request.post(address, { data: {} });
      expect(answer.status(), path).toBe(405);
      await expectSentence(answer);
      continue;
    }
    const large = await request.post(address, { data: { more: 'x'.repeat(65_536) } });
    expect(large.status(), path).toBe(413);
    await expectSentence(large);
    const foreign = await request.post(address, { data: {}, headers: { origin: 'http://evil.example' } });
    expect(foreign.status(), path).toBe(403);
    await expectSentence(foreign);
  }
  const broken = await request.get(url('/api/trpc/feed.list?input=%7B'));
  expect(broken.status()).toBe(400);
  await expectSentence(broken);
  expect(await readStrategy()).toBe(strategy);
});
