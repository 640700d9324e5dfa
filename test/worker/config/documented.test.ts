import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseConfig } from '../../../worker/config/index.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Every variable that the configuration looks up. */
const asked = new Set<string>();
const config: Readonly<Record<string, unknown>> = {
  ...parseConfig(
    new Proxy<Record<string, string | undefined>>({}, { get: (_none, name) => void asked.add(String(name)) }),
  ),
};

/** The table of docs/configuration.md: from each variable to its default. */
const documented = new Map(
  read('docs/configuration.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => {
      const [names = '', , otherwise = ''] = line.slice(2, -2).split(' | ');
      const variables = [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
      const defaults = otherwise.trim().split(', ');
      return variables.map((name, i) => [name, defaults[i] ?? defaults[0]!] as const);
    }),
);

it('docs/configuration.md has every variable that is read, and no other', () => {
  expect([...documented.keys()].sort()).toEqual([...asked].sort());
});

it('each has the default that is documented', () => {
  const toKey = (name: string): string =>
    name.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const toText = (value: unknown): unknown => (typeof value === 'boolean' ? (value ? 'on' : 'off') : value);
  // A default that is another variable, or none, is in words.
  const own = [...asked]
    .map((name) => [name, toText(config[toKey(name)])] as const)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number');
  expect(own.length).toBeGreaterThan(10);
  expect(own.map(([name]) => [name, documented.get(name)])).toEqual(
    own.map(([name, value]) => [name, `\`${String(value)}\``]),
  );
});

it('.env.example shows each that somebody would set', () => {
  const shown = new Set([...read('.env.example').matchAll(/^# (\w+)=/gm)].map(([, name]) => name));
  expect([...asked].filter((name) => name !== 'EMBEDDED' && !shown.has(name))).toEqual([]);
});
