import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../machine/LineSplitter.ts';
import { readLines } from '../../machine/readLines.ts';

const MIB = 1024 * 1024;

async function readAll(chunks: Iterable<Uint8Array | string>): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(Readable.from(chunks))) lines.push(line);
  return lines;
}

describe('readLines', () => {
  it('reads lines across chunks, with both line ends, the last without one', async () => {
    expect(await readAll([Buffer.from('a\r\n\nb'), Buffer.from('c\nd\r'), Buffer.from('\ne')])).toEqual([
      'a',
      '',
      'bc',
      'd',
      'e',
    ]);
    expect(await readAll(['a\nb', 'c\n'])).toEqual(['a', 'bc']);
    expect(await readAll([])).toEqual([]);
  });

  it('puts characters together that two chunks share, and lives with those that are none', async () => {
    const bytes = Buffer.from('naïve 😀\n');
    expect(await readAll(Array.from(bytes, (_, index) => bytes.subarray(index, index + 1)))).toEqual([
      'naïve 😀',
    ]);
    expect(await readAll([Buffer.from([0xff, 0x00, 0xc3, 0x0a, 0x80])])).toEqual([
      '\ufffd\0\ufffd',
      '\ufffd',
    ]);
  });

  it('cuts a line of 10 MB at 1 MiB and goes on behind it', async () => {
    function* chunks(): Generator<Buffer> {
      for (let sent = 0; sent < 10_000_000; sent += 1_000) yield Buffer.alloc(1_000, 0x78);
      yield Buffer.from('y\nnext\n');
    }
    const lines = await readAll(chunks());
    expect(lines.map((line) => line.length)).toEqual([MIB, 4]);
    expect(lines[1]).toBe('next');
  });

  it('cuts it in a single chunk, too', async () => {
    const lines = await readAll([Buffer.concat([Buffer.alloc(3 * MIB, 0x78), Buffer.from('\nnext')])]);
    expect(lines.map((line) => line.length)).toEqual([MIB, 4]);
  });

  it('passes on what the stream throws', async () => {
    const broken = new Readable({ read: () => broken.destroy(new Error('gone')) });
    await expect(readLines(broken).next()).rejects.toThrow('gone');
  });

  it('gives the same lines however the bytes are cut into chunks', async () => {
    const chunk = fc.uint8Array({ maxLength: 60, max: 255 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(chunk, fc.constant(Buffer.from('\n')))), async (chunks) => {
        expect(await readAll(chunks)).toEqual(await readAll([Buffer.concat(chunks)]));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('LineSplitter', () => {
  it('holds a partial line until its rest comes, or forgets it', () => {
    const lines = new LineSplitter(10);
    expect([...lines.push(Buffer.from('one\ntw'))]).toEqual(['one']);
    expect([...lines.push(Buffer.from('o\nthr'))]).toEqual(['two']);
    lines.reset();
    expect([...lines.push(Buffer.from('four\nfi'))]).toEqual(['four']);
    expect(lines.end()).toBe('fi');
    expect(lines.end()).toBeNull();
  });

  it('keeps its own copy of what it holds', () => {
    const lines = new LineSplitter(10);
    const chunk = Buffer.from('ab');
    expect([...lines.push(chunk)]).toEqual([]);
    chunk.fill(0x78);
    expect([...lines.push(Buffer.from('c\n'))]).toEqual(['abc']);
  });

  it('cuts at its limit, byte by byte as at once', () => {
    const whole = new LineSplitter(5);
    const slow = new LineSplitter(5);
    const bytes = Buffer.from('123456789\n12345\n1\n');
    const bytewise = Array.from(bytes, (byte) => [...slow.push(Uint8Array.of(byte))]).flat();
    expect(bytewise).toEqual(['12345', '12345', '1']);
    expect([...whole.push(bytes)]).toEqual(bytewise);
  });
});
