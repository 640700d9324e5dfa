import { describe, expect, it } from 'vitest';
import { listDocs } from '../../../server/docs/docFiles.ts';
import { readDoc, renderDoc } from '../../../server/docs/renderDoc.ts';

const docs = new Map([
  ['readme', 'README.md'],
  ['checkpoints', 'docs/checkpoints.md'],
  ['experiments/incident', 'docs/experiments/incident.md'],
]);
const render = (markdown: string, path = 'docs/checkpoints.md', server: string | null = null) =>
  renderDoc(markdown, { path, docs, server });

describe('headings', () => {
  it('get the anchors that GitHub gives them, and the first one is the title', () => {
    const { title, html } = render(
      '# A `title`\n## Why "270 s" is a plan\n### When one starts, and when it is skipped\n## Größe_x – y\n## Twice\n## Twice',
    );
    expect(title).toBe('A title');
    expect([...html.matchAll(/id="([^"]+)"/g)].map(([, id]) => id)).toEqual([
      'why-270-s-is-a-plan',
      'when-one-starts-and-when-it-is-skipped',
      'größe_x--y',
      'twice',
      'twice-1',
    ]);
    expect(html).not.toContain('<h1');
  });
});

describe('links', () => {
  it.each([
    ['[x](checkpoints.md#a-b)', 'docs/checkpoints.md', '<a href="/docs/checkpoints#a-b">x</a>'],
    ['[x](docs/checkpoints.md)', 'README.md', '<a href="/docs/checkpoints">x</a>'],
    ['[x](../experiments/incident.md)', 'docs/decisions/1.md', '<a href="/docs/experiments/incident">x</a>'],
    ['[x](../../README.md#two)', 'docs/decisions/1.md', '<a href="/docs/readme#two">x</a>'],
    ['[x](#here)', 'README.md', '<a href="#here">x</a>'],
    ['[x](https://example.com/)', 'README.md', '<a rel="noreferrer" href="https://example.com/">x</a>'],
    ['[`x`](../db/roles.sql)', 'docs/security.md', '<p><code>x</code></p>'],
    ['[x](docs/decisions/)', 'README.md', '<p>x</p>'],
  ])('%s in %s', (markdown, path, expected) => {
    expect(render(markdown, path).html).toContain(expected);
  });
});

it('links between docs keep the server', () => {
  const { html } = render('[x](checkpoints.md#a-b) [y](#here)', 'docs/checkpoints.md', 'a b');
  expect(html).toContain('<a href="/docs/checkpoints?server=a%20b#a-b">x</a>');
  expect(html).toContain('<a href="#here">y</a>');
});

describe('pictures', () => {
  it('come from the route that serves them', () => {
    expect(render('![a "b"](pictures/cycle.svg)').html).toContain(
      '<img src="/api/docs/pictures/cycle.svg" alt="a &quot;b&quot;">',
    );
  });

  it('of a pair each theme shows one', () => {
    const pair =
      '<picture>\n  <source media="(prefers-color-scheme: dark)" srcset="docs/pictures/a-dark.webp">\n  <img src="docs/pictures/a-light.webp" alt="A">\n</picture>';
    expect(render(pair, 'README.md').html).toBe(
      '<img class="only-light" loading="lazy" src="/api/docs/pictures/a-light.webp" alt="A">' +
        '<img class="only-dark" loading="lazy" src="/api/docs/pictures/a-dark.webp" alt="A">',
    );
  });

  it('from elsewhere are a mistake', () => {
    expect(() => render('![x](https://example.com/x.png)')).toThrow('no picture of docs/pictures/');
  });
});

it('what may be too wide can be scrolled by keys', () => {
  const { html } = render('## Sizes\n\n| a |\n| - |\n| b |\n\n```\ncode\n```');
  expect(html).toContain('<div role="group" tabindex="0" aria-label="Table: Sizes"><table>');
  expect(html).toContain('<pre tabindex="0"><code>code');
});

it('every doc can be read, and leads nowhere but to docs, their headings and other sites', async () => {
  const names = [...(await listDocs()).keys()];
  expect(names).toEqual(expect.arrayContaining(['readme', 'checkpoints', 'what-if-measured', 'security']));
  const pages = new Map<string, string>();
  for (const name of names) pages.set(name, (await readDoc(name))!.html);
  const dead: string[] = [];
  for (const [name, html] of pages) {
    for (const [, address = ''] of html.matchAll(/<a (?:rel="noreferrer" )?href="([^"]+)"/g)) {
      if (/^https?:/.test(address)) continue;
      const [path = '', anchor] = address.split('#');
      const target = pages.get(path === '' ? name : path.slice('/docs/'.length));
      if (target === undefined || (anchor !== undefined && !target.includes(`id="${anchor}"`)))
        dead.push(`${name}: ${address}`);
    }
  }
  expect(dead).toEqual([]);
});

it.each(['../README', 'decisions', 'checkpoints.md', '..', 'pictures/cycle', ''])(
  'there is no doc %j',
  async (name) => expect(await readDoc(name)).toBeNull(),
);
