import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { listDocs } from '../../../server/docs/docFiles.ts';

it('the index says what each page of docs/ is for', async () => {
  const index = readFileSync(new URL('../../../docs/index.md', import.meta.url), 'utf8');
  const linked = [...index.matchAll(/^- \[[^\]]+\]\((\w[\w-]*)\.md\): \S/gm)].map(([, name]) => name!);
  const pages = [...(await listDocs()).keys()].filter((name) => !name.includes('/'));
  expect(linked.sort()).toEqual(pages.filter((name) => name !== 'readme' && name !== 'index').sort());
});
