import { expect, test } from '@playwright/test';
import { url } from './support/running.ts';

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
