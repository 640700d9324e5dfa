import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { formatBytes, formatSeconds } from '../../domain/format.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [1_024 * 1.5, '1.5 kB'],
  [99.96 * 1_024, '100 kB'],
  [528 * 1_024 ** 2, '528 MB'],
  [1_024 ** 3, '1.0 GB'],
  [-3 * 1_024 ** 2, '-3.0 MB'],
])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

it.each([
  [0, '0 s'],
  [0.000_21, '0.21 ms'],
  [0.002, '2 ms'],
  [0.84, '0.84 s'],
  [270.4, '4 min 30 s'],
])('%d seconds are %s', (seconds, text) => expect(formatSeconds(seconds)).toBe(text));

const FOLDERS = ['app', 'bench', 'model', 'server', 'worker', 'scripts/observe', 'scripts/predict'];
const COMMENT = /\/\*[^]*?\*\/|\/\/.*/g;

/** PostgreSQL's MB and a MiB are the same size: beside each other they read as two. */
it('no other family of units is shown', () => {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => `${folder}/${name}`),
  );
  expect(files.length).toBeGreaterThan(300);
  const odd = files.filter((file) => /\b[KMG]iB\b/.test(readFileSync(file, 'utf8').replaceAll(COMMENT, '')));
  expect(odd).toEqual([]);
});
