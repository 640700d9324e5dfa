import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from '../../../worker/config/index.ts';
import { formatTargets, holdsPassword, parseWatchTargets } from '../../../worker/config/watchTargets.ts';

const namesOf = (...parts: string[]): string[] => parseWatchTargets(parts).map(({ name }) => name);

describe('parseWatchTargets', () => {
  it('calls a server by its name, else by its host, with a port that is not the usual one', () => {
    expect(
      namesOf(
        'stock=postgres://m@db1/stock?sslmode=require',
        'postgres://m@db2.example.com:5432/app',
        'postgresql://m@db3:6432/app',
        'postgres://m@[::1]:5433/app',
        'postgres:///app?host=/run/postgresql',
      ),
    ).toEqual(['stock', 'db2.example.com', 'db3-6432', '1-5433', 'local']);
  });

  it('takes a password with = in it for no name', () => {
    expect(parseWatchTargets(['postgres://m:a=b@db/app'])).toEqual([
      { name: 'db', url: 'postgres://m:a=b@db/app' },
    ]);
  });

  it('refuses two of one name, more than ten, a wrong name and a wrong address, without any part of an address', () => {
    const address = 'postgres://m:hunter2@db/app';
    const ten = Array.from({ length: 10 }, (_, i) => `s${i}=${address}`);
    expect(namesOf(...ten)).toHaveLength(10);
    expect(() => namesOf(...ten, address)).toThrow('11 servers are given, and 10 can be watched at once');
    expect(() => namesOf(address, address)).toThrow(
      'two servers are called "db": give each a name of its own',
    );
    expect(() => namesOf(`a b=${address}`)).toThrow(
      'the name of server 1 is "a b": a name is 1 to 40 letters',
    );
    expect(() => namesOf(address, 'mysql://m:hunter2@db')).toThrow(/^server 2: it is no such address$/);
    expect(() => namesOf('x=postgres://m:hunter2@db/app?sslmode=on')).toThrow(
      /^server "x": sslmode is one of (?!.*hunter2)/,
    );
  });
});

describe('WATCH', () => {
  it('takes what formatTargets writes', () => {
    const targets = parseWatchTargets(['a=postgres://m:x%20y@db/app', 'postgres://db2/app']);
    expect(parseConfig({ WATCH: formatTargets(targets) }).watch).toEqual(targets);
    expect(parseConfig({}).watch).toEqual([]);
  });

  it('comes from a file as well, without its comments', () => {
    const dir = mkdtempSync(join(tmpdir(), 'breakwater-watch-file-'));
    const file = join(dir, 'servers');
    writeFileSync(
      file,
      '# ours\na=postgres://m:hunter2@db/app\n\n  b=postgres://db2/app c=postgres://db3/app\n',
    );
    const { watch } = parseConfig({ WATCH_FILE: file });
    expect(watch.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(() => parseConfig({ WATCH_FILE: file, WATCH: 'd=postgres://db/app' })).toThrow('set one of them');
    writeFileSync(file, 'a=mysql://m:hunter2@db');
    expect(() => parseConfig({ WATCH_FILE: file })).toThrow(/^WATCH_FILE is ".*": server "a": (?!.*hunter2)/);
    rmSync(dir, { recursive: true });
  });

  it('is never shown in an error', () => {
    const read = (): unknown => parseConfig({ WATCH: 'a=postgres://m:hunter2@db/app?sslmode=hunter2' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/^WATCH is a value that is not shown: server "a": (?!.*hunter2)/);
  });
});

it.each([
  ['postgres://m:x@db/app', true],
  ['postgres://db/app?password=x', true],
  ['postgres://m@db/app', false],
])('%s holds a password: %s', (url, expected) => {
  expect(holdsPassword({ name: 'a', url })).toBe(expected);
});
