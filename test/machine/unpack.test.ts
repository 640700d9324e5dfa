import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readTextLines } from '../../machine/readText.ts';
import { type Damage, unpack } from '../../machine/unpack.ts';

const ROWS = Array.from(
  { length: 60 },
  (_, index) => `row ${index} ${(index * 7_919) % 97} of a log that repeats itself`,
);
/** The rows by `zstd -19`, with a checksum. */
const ZSTD = Buffer.from(
  'KLUv/QRotQYAZpEoFpCpcAwA9VOvB1Z0d0ohRUjBgbFNAwIpAB8AHwA7s6Kdo+POZ7etXkkT4QMQGAKKo7DiMAKIQOLDIBwPDoaNBYdleXFIBHj7VW2K1ziNPZgL2bxrq+lJNOZ9tJvUdThdj9YylQdFOgk9d4vJvkpr4fmMWN/k9l5m0+aTsxTdm7oenYIHi++5kp2Z480nt51eRZPeU7vc1Iu4bufWaPnRbGkHPKgRzO7+Z5AvBxEgBP//CIHVDxhBotBMhoupgiKWYIgiQLEDCORhUwkBhkkEowiQVS+1jrM=',
  'base64',
);

async function* each(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function read(bytes: Uint8Array): Promise<{ lines: string[]; damage: Damage | null; isOpen: boolean }> {
  const lines: string[] = [];
  let damage: Damage | null = null;
  let isOpen = false;
  const flaws = { onDamage: (found: Damage) => (damage = found), onOpenEnd: () => (isOpen = true) };
  for await (const line of readTextLines(each(bytes), flaws)) lines.push(line);
  return { lines, damage, isOpen };
}

describe('a packed file', () => {
  const text = `${ROWS.join('\n')}\n`;

  it.each([
    ['plain', Buffer.from(text)],
    ['zstd', ZSTD],
    ['gzip', gzipSync(text)],
    ['gzip of zstd', gzipSync(ZSTD)],
    ['gzip with zeros behind it, as tapes leave them', Buffer.concat([gzipSync(text), Buffer.alloc(512)])],
  ])('%s: by its content', async (_, bytes) => {
    expect(await read(bytes)).toEqual({ lines: ROWS, damage: null, isOpen: false });
  });

  it('gzip whose bytes were changed gives what comes before them', async () => {
    const packed = gzipSync(Array.from({ length: 9_000 }, (_, index) => String(index ** 3)).join('\n'));
    packed.fill(0xff, packed.length / 2, packed.length / 2 + 64);
    const { lines, damage } = await read(packed);
    expect(damage).toBe('damaged');
    expect(lines.slice(0, 1_000)).toEqual(Array.from({ length: 1_000 }, (_, index) => String(index ** 3)));
  });

  it('what the input throws comes through', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield gzipSync(text).subarray(0, 40);
      throw new Error('EIO');
    }
    const all = async (): Promise<void> => {
      for await (const chunk of unpack(broken(), () => undefined)) expect(chunk).toBeInstanceOf(Uint8Array);
    };
    await expect(all()).rejects.toThrow('EIO');
  });
});

describe('long lines', () => {
  it('a JSON array on one line of several MiB is broken between its objects', async () => {
    const objects = Array.from({ length: 30_000 }, (_, index) => ({ index, text: 'x'.repeat(90) }));
    const { lines } = await read(Buffer.from(JSON.stringify(objects)));
    expect(lines.length).toBeGreaterThan(1);
    const whole = `[${lines.map((line) => line.replace(/^\[|^,|\]$/g, '')).join(',')}]`;
    expect(JSON.parse(whole)).toEqual(objects);
  });
});
