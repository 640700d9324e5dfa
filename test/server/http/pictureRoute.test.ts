import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { listDocs } from '../../../server/docs/docFiles.ts';
import { readDoc } from '../../../server/docs/renderDoc.ts';
import { answerPicture } from '../../../server/http/pictureRoute.ts';

it.each([
  ['cycle.svg', 'image/svg+xml'],
  ['flip.webp', 'image/webp'],
])('%s is served as %s, to be kept only by this browser', async (name, type) => {
  const { status, headers } = await answerPicture(name);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe(type);
  expect(headers.get('cache-control')).toBe('private, max-age=3600');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
});

it.each([
  '../checkpoints.md',
  '../../package.json',
  'none.svg',
  '',
  'cycle.svg/',
  '..',
  '../pictures/cycle.svg',
])('there is no picture %j', async (name) => expect((await answerPicture(name)).status).toBe(404));

it('every picture of the docs is there', async () => {
  const files = new Set(readdirSync(new URL('../../../docs/pictures', import.meta.url)));
  const shown: string[] = [];
  for (const name of (await listDocs()).keys()) {
    const { html } = (await readDoc(name))!;
    shown.push(...[...html.matchAll(/src="\/api\/docs\/pictures\/([^"]+)"/g)].map(([, picture]) => picture!));
  }
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.filter((picture) => !files.has(picture))).toEqual([]);
});
