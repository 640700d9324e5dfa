import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Recorded, readRecording } from '../../../worker/sources/recordings.ts';

const HEADER = 'created_timestamp_ms,mint,symbol,initBuy_sol,mc_sol';
const row = (mint: string): string => `1700000000000,${mint},S,0.5,28`;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-recording-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

async function readItems(name: string, content: string): Promise<Recorded[]> {
  const file = join(dir, name);
  writeFileSync(file, content);
  const items: Recorded[] = [];
  for await (const item of readRecording(file)) items.push(item);
  return items;
}

async function read(name: string, content: string | Uint8Array): Promise<string[]> {
  const file = join(dir, name);
  writeFileSync(file, content);
  const kinds: string[] = [];
  for await (const item of readRecording(file)) kinds.push('market' in item ? 'market' : item.result.kind);
  return kinds;
}

describe('readRecording', () => {
  it('rejects a line of 3 MiB and goes on behind it', async () => {
    const lines = [HEADER, row('A'), row('x'.repeat(3 * 1024 ** 2)), row('B')];
    expect(await read('long.csv', `${lines.join('\n')}\n`)).toEqual(['event', 'rejected', 'event']);
  });

  it('a quote that is never closed spoils its own row only, wherever the next quotes are', async () => {
    const lines = [
      HEADER,
      row('A'),
      '1700000000000,B,"S,0.5,28',
      row('C'),
      '1700000000000,D,"""T,0.5,28',
      row('E'),
    ];
    expect(await read('quote.csv', lines.join('\n'))).toEqual([
      'event',
      'rejected',
      'event',
      'rejected',
      'event',
    ]);
    const many = [...lines, ...Array.from({ length: 1_000 }, (_, i) => row(`M${i}`))];
    expect((await read('many.csv', many.join('\n'))).filter((kind) => kind === 'event')).toHaveLength(1_003);
  });

  it('a value in quotes may hold separators, quotes and line ends', async () => {
    const lines = [
      HEADER,
      '1700000000000,A,"a ""b"", c",0.5,28',
      '1700000000000,B,"two',
      'lines",0.5,28',
      row('C'),
    ];
    expect(await read('quoted.csv', lines.join('\r\n'))).toEqual(['event', 'event', 'event']);
  });

  it('finds columns by their names, in any order, by any separator, with blanks, and takes what is missing for unknown', async () => {
    const names = ['mc_sol', 'mint', 'note', 'created_timestamp_ms', 'symbol'];
    const values: Record<string, string> = {
      mint: 'M',
      created_timestamp_ms: '1700000000000',
      symbol: 'S',
      mc_sol: '7',
      note: 'x',
    };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('', ' ', '  '),
        fc.shuffledSubarray(names, { minLength: names.length }),
        async (separator, blank, order) => {
          const toLine = (cells: readonly string[]): string =>
            cells.map((cell) => `${blank}${cell}${blank}`).join(separator);
          const [item] = await readItems(
            'any.csv',
            `${toLine(order)}\n${toLine(order.map((name) => values[name]!))}\n`,
          );
          expect(item).toMatchObject({
            at: 1_700_000_000_000,
            result: {
              event: { identity: { mint: 'M', symbol: 'S', initialMarketCapSol: '7', initialBuySol: null } },
            },
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses a header that lacks a column, naming it and what is taken', async () => {
    await expect(read('lacks.csv', 'created_timestamp_ms;symbol\n1;A\n')).rejects.toThrow(
      /its header lacks mint; it takes a CSV of creations with the columns created_timestamp_ms, mint/,
    );
    await expect(read('empty.csv', '')).rejects.toThrow('it is empty; it takes frames');
  });

  it('takes times from 2009 to ten years from now, and refuses others by row', async () => {
    const nextDecade = Date.now() + 11 * 365.25 * 86_400_000;
    const bad = fc.oneof(
      fc.integer({ min: -1e15, max: Date.UTC(2009, 0, 1) - 1 }).map(String),
      fc.double({ min: nextDecade, max: 1e300, noNaN: true }).map(String),
      fc.constantFrom('', ' ', 'yesterday', 'NaN', 'Infinity', '2024-11-11'),
    );
    await fc.assert(
      fc.asyncProperty(bad, fc.integer({ min: Date.UTC(2009, 0, 1), max: Date.now() }), async (odd, good) => {
        const lines = [HEADER, `${odd},A,S,0.5,28`, `${good},B,S,,`, frame(odd), frame(good / 1_000)];
        expect(await readItems('times.csv', lines.slice(0, 3).join('\n'))).toMatchObject([
          { result: { kind: 'rejected', reason: 'bad-time' } },
          { at: good, result: { kind: 'event', event: { identity: { initialBuySol: null } } } },
        ]);
        const frames = await readItems('times.jsonl', lines.slice(3).toReversed().join('\n'));
        expect(frames.map((item) => 'result' in item && item.result.kind)).toEqual(['event', 'rejected']);
      }),
      { numRuns: 60 },
    );
  });

  const frame = (seconds: number | string): string =>
    JSON.stringify({ t_wall: seconds, raw: JSON.stringify({ signature: 's', mint: 'M', txType: 'create' }) });

  it('refuses a file of frames in a shape that it does not know, at its start', async () => {
    const body = { signature: 's', mint: 'M', txType: 'create' };
    const wrapped = fc.oneof(
      fc.constantFrom(
        { at: 1, frame: body },
        { raw: body, ts: 1 },
        { payload: JSON.stringify(body) },
        { level: 30, msg: 'x' },
        {},
      ),
      fc.dictionary(fc.stringMatching(/^w[a-z]{0,8}$/), fc.jsonValue()),
    );
    await fc.assert(
      fc.asyncProperty(wrapped, async (shape) => {
        await expect(read('shape.jsonl', `${JSON.stringify(shape)}\n`)).rejects.toThrow(
          /no shape that is known; it takes frames/,
        );
        const later = await readItems('later.jsonl', `${JSON.stringify(body)}\n${JSON.stringify(shape)}\n`);
        expect(later[1]).toMatchObject({ result: { kind: 'rejected', reason: 'unknown-shape' } });
      }),
      { numRuns: 60 },
    );
  });

  it('delivers what comes before the end of a file that was cut short, whatever it is called', async () => {
    const rows = Array.from({ length: 3_000 }, (_, i) => row(`M${i}`));
    const packed = gzipSync([HEADER, ...rows].join('\n'));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 64, max: packed.length - 1 }),
        fc.boolean(),
        async (size, isNamed) => {
          const items: Recorded[] = [];
          const file = join(dir, isNamed ? 'cut.csv.gz' : 'cut.csv');
          writeFileSync(file, packed.subarray(0, size));
          const reading = (async () => {
            for await (const item of readRecording(file)) items.push(item);
          })();
          await expect(reading).rejects.toThrow(/it ends early/);
          expect(items.length).toBeGreaterThanOrEqual(
            Math.floor((3_000 * (size - 1_000)) / packed.length) - 600,
          );
          expect(items.slice(0, -1).every((item) => 'result' in item && item.result.kind === 'event')).toBe(
            true,
          );
        },
      ),
      { numRuns: 20 },
    );
  });
});

const CASES = '../shared/data/cases';
describe.skipIf(!existsSync(CASES))('small inputs (../shared/data/cases)', () => {
  it.each([
    ['20-creations-open-quote.csv', ['event', 'bad-quotes', 'event', 'event']],
    ['26-creations-time-units-and-gaps.csv', ['bad-time', 'bad-time', 'bad-time', 'event', 'event']],
  ])('%s', async (file, expected) => {
    const items: string[] = [];
    for await (const item of readRecording(`${CASES}/${file}`))
      items.push(
        'market' in item ? 'market' : item.result.kind === 'rejected' ? item.result.reason : item.result.kind,
      );
    expect(items).toEqual(expected);
  });
});
