import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDoc } from '../../server/docs/renderDoc.ts';

const ADDRESS = /['"]\/docs\/([\w/-]+)(?:#([^'"]+))?['"]/g;

/** Addresses of every link from the dashboard's code into the docs. */
const addresses = new Map(
  readdirSync('app', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) =>
      [...readFileSync(`app/${file}`, 'utf8').matchAll(ADDRESS)].map(
        ([, name = '', anchor]) => [`${name}#${anchor ?? ''}`, { name, anchor }] as const,
      ),
    ),
);

it('finds the links', () => expect(addresses.size).toBeGreaterThan(10));

describe('a hint leads to a page of the docs and a heading on it', () => {
  it.each([...addresses.values()])('$name $anchor', async ({ name, anchor }) => {
    const doc = await readDoc(name);
    expect(doc).not.toBeNull();
    expect(doc!.html).toContain(anchor === undefined ? '' : `id="${anchor}"`);
  });
});
