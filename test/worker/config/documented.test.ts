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

it.each([...asked])('%s has the default that is documented', (name) => {
  const key = name.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const value = typeof config[key] === 'boolean' ? (config[key] ? 'on' : 'off') : config[key];
  // What it falls back to where nothing is set is said in words.
  if (typeof value === 'string' || typeof value === 'number')
    expect(documented.get(name)).toBe(`\`${value}\``);
  else expect(documented.get(name)).not.toMatch(/^`\d/);
});

it('.env.example shows each that somebody would set', () => {
  const shown = [...read('.env.example').matchAll(/^# (\w+)=/gm)].map(([, name]) => name);
  expect([...asked].filter((name) => name !== 'EMBEDDED' && !shown.includes(name))).toEqual([]);
});
