import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTextLines } from '../../../machine/readText.ts';
import { causeOf } from '../../../observer/serverLog/causes.ts';
import type { LogReport } from '../../../observer/serverLog/logRecord.ts';
import { LogReportBuilder } from '../../../observer/serverLog/LogReportBuilder.ts';
import { completion } from './logLines.ts';

const T0 = Date.UTC(2031, 1, 3, 4, 5, 6);
const stamp = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', ' UTC');

interface Line {
  readonly ms: number;
  readonly text: string;
}
type Prefix = (ms: number, message: string, index: number) => string;

/** How the servers of one log are distinguished. */
const PREFIXES: Readonly<
  Record<string, { readonly write: Prefix; readonly name: (index: number) => string }>
> = {
  'docker compose': {
    write: (ms, message, index) => `store-${index}-1  | ${stamp(ms)} [27] LOG:  ${message}`,
    name: (index) => `store-${index}-1`,
  },
  syslog: {
    write: (ms, message, index) =>
      `Feb  3 04:05:06 node${index} postgres[88]: [7-1] ${stamp(ms)} LOG:  ${message}`,
    name: (index) => `node${index}`,
  },
  'Kubernetes fields': {
    write: (ms, message, index) =>
      JSON.stringify({
        log: `${stamp(ms)} [27] LOG:  ${message}\n`,
        kubernetes: { pod_name: `pg-${index}`, container_name: 'postgres' },
      }),
    name: (index) => `pg-${index}`,
  },
  'the process': {
    write: (ms, message, index) => `${stamp(ms)} [${4_000 + index}] LOG:  ${message}`,
    name: (index) => `process ${4_000 + index}`,
  },
  csvlog: {
    write: (ms, message, index) =>
      `${stamp(ms)},,,${4_000 + index},,65be${index}.7,3,,2031-01-01 00:00:00 UTC,,0,LOG,00000,"${message}",,,,,,,,,"","checkpointer",,0`,
    name: (index) => `process ${4_000 + index}`,
  },
  'the prefix': {
    write: (ms, message, index) => `${stamp(ms)} ${'abcd'[index]}: [27] LOG:  ${message}`,
    name: () => 'server',
  },
};

const REASONS = ['time', 'wal', 'fast force wait'];
const cycle = fc.record({
  reasons: fc.constantFrom(...REASONS),
  writeSeconds: fc.integer({ min: 1, max: 25 }),
});
const server = fc.record({
  offsetMs: fc.integer({ min: 0, max: 20_000 }),
  timeoutSeconds: fc.constantFrom(30, 45, 60),
  cycles: fc.array(cycle, { minLength: 3, maxLength: 6 }),
});
type DrawnServer = typeof server extends fc.Arbitrary<infer S> ? S : never;

function writeServer(drawn: DrawnServer, index: number, prefix: Prefix): Line[] {
  return drawn.cycles.flatMap(({ reasons, writeSeconds }, turn) => {
    const start = T0 + drawn.offsetMs + turn * drawn.timeoutSeconds * 1_000;
    const end = start + writeSeconds * 1_000 + 50;
    const done = completion({ buffers: 10 * writeSeconds, writeSeconds });
    return [
      { ms: start, text: prefix(start, `checkpoint starting: ${reasons}`, index) },
      { ms: end, text: prefix(end, done, index) },
    ];
  });
}

const ORDERS: Readonly<
  Record<string, (lines: readonly Line[], random: readonly number[]) => readonly Line[]>
> = {
  'oldest first': (lines) => lines.toSorted((a, b) => a.ms - b.ms),
  'newest first': (lines) => lines.toSorted((a, b) => b.ms - a.ms),
  'one file behind the other': (lines) => lines,
  shuffled: (lines, random) => {
    const places = new Map(lines.map((line, index) => [line, random[index % random.length]! + index / 1e6]));
    return lines.toSorted((a, b) => places.get(a)! - places.get(b)!);
  },
};

/** Zstandard without compression: a frame of raw blocks (RFC 8878, 3.1.1). */
function zstdRaw(bytes: Buffer): Buffer {
  const size = 1_000;
  const blocks: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58])];
  for (let from = 0; from < bytes.length || from === 0; from += size) {
    const block = bytes.subarray(from, from + size);
    const isLast = from + size >= bytes.length;
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | (isLast ? 1 : 0), 0, 3);
    blocks.push(header, block);
  }
  return Buffer.concat(blocks);
}

const utf16be = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
const ENCODINGS: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with BOM': (text) => Buffer.from(`\uFEFF${text}`),
  'UTF-16LE': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  'UTF-16BE': utf16be,
  'UTF-16LE without BOM': (text) => Buffer.from(text, 'utf16le'),
  gzip: (text) => gzipSync(text),
  'gzip of UTF-16': (text) => gzipSync(utf16be(text)),
  zstd: (text) => zstdRaw(Buffer.from(text)),
  'two gzip members': (text) => Buffer.concat([gzipSync(text.slice(0, 500)), gzipSync(text.slice(500))]),
};

async function read(bytes: Buffer, chunkBytes: number): Promise<LogReport> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < bytes.length; from += chunkBytes) yield bytes.subarray(from, from + chunkBytes);
  }
  const builder = new LogReportBuilder();
  const lines = readTextLines(chunks(), {
    onDamage: (damage) => builder.addDamage('drawn.log', damage),
    onOpenEnd: () => builder.endOpen('drawn.log'),
  });
  for await (const line of lines) builder.addLine(line, 'drawn.log');
  return builder.build();
}

function countCauses(cycles: readonly { readonly reasons: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reasons } of cycles) {
    const cause = causeOf(reasons.split(' '));
    counts[cause] = (counts[cause] ?? 0) + 1;
  }
  return counts;
}
const withoutZeros = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

const drawn = fc.record({
  servers: fc.array(server, { minLength: 2, maxLength: 4 }),
  order: fc.constantFrom(...Object.keys(ORDERS)),
  encoding: fc.constantFrom(...Object.keys(ENCODINGS)),
  random: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 40, maxLength: 40 }),
  chunkBytes: fc.integer({ min: 1, max: 5_000 }),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer D> ? D : never;

function encode({ servers, order, encoding, random }: Drawn, prefix: Prefix): Buffer {
  const lines = servers.flatMap((own, index) => writeServer(own, index, prefix));
  const ordered = ORDERS[order]!(lines, random);
  return ENCODINGS[encoding]!(`${ordered.map(({ text }) => text).join('\n')}\n`);
}

describe.each(Object.entries(PREFIXES))(
  'two to four servers, distinguished by %s',
  (kind, { write, name }) => {
    it('in any order and encoding each has its own checkpoints and causes', async () => {
      await fc.assert(
        fc.asyncProperty(drawn, async (log) => {
          const { servers, understood, completions, damages } = await read(
            encode(log, write),
            log.chunkBytes,
          );
          expect(damages).toEqual([]);
          expect(understood).toBe(completions);
          const wanted = log.servers.map(({ cycles }, index) => ({
            name: name(index),
            causes: countCauses(cycles),
          }));
          const found = servers.map((own) => ({
            name: kind === 'the prefix' ? 'server' : own.name,
            causes: withoutZeros(own.byCause),
          }));
          const sorted = (list: readonly object[]): string[] =>
            list.map((one) => JSON.stringify(one)).toSorted();
          const canonical = (list: readonly { name: string | null; causes: Record<string, number> }[]) =>
            sorted(
              list.map((one) => ({
                name: one.name,
                causes: REASONS.map((reasons) => one.causes[causeOf(reasons.split(' '))] ?? 0),
              })),
            );
          expect(canonical(found)).toEqual(canonical(wanted));
        }),
        { numRuns: 40 },
      );
    });

    it('cut at any byte it reports what can be read, and invents nothing', async () => {
      await fc.assert(
        fc.asyncProperty(drawn, fc.double({ min: 0, max: 1, noNaN: true }), async (log, share) => {
          const bytes = encode(log, write);
          const report = await read(bytes.subarray(0, Math.floor(share * bytes.length)), log.chunkBytes);
          const all = countCauses(log.servers.flatMap(({ cycles }) => cycles));
          expect(report.notUnderstood).toBeNull();
          expect(report.understood).toBe(report.completions);
          const { unknown: _, ...known } = report.byCause;
          for (const [cause, count] of Object.entries(known))
            expect(count).toBeLessThanOrEqual(all[cause] ?? 0);
        }),
        { numRuns: 40 },
      );
    });
  },
);

describe('packed logs', () => {
  const text = `${stamp(T0)} [9] LOG:  checkpoint starting: time\n`.repeat(400);

  it.each(['gzip', 'zstd'])(
    '%s, cut anywhere behind its magic: it is said, and what was unpacked is read',
    async (name) => {
      const bytes = ENCODINGS[name]!(text);
      for (const share of [0.1, 0.5, 0.9]) {
        const report = await read(bytes.subarray(0, Math.max(6, Math.floor(share * bytes.length))), 4_096);
        expect(report.damages).toEqual([{ file: 'drawn.log', damage: 'ends early' }]);
      }
      expect((await read(bytes, 4_096)).lines).toBe(400);
    },
  );

  it('a format that is not taken is refused with the program that unpacks it', async () => {
    await expect(read(Buffer.from('fd377a585a000004e6d6b446', 'hex'), 4)).rejects.toThrow('packed with xz');
  });
});
