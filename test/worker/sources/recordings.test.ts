import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecording } from '../../../worker/sources/recordings.ts';

const HEADER = 'created_timestamp_ms,mint,symbol,initBuy_sol,mc_sol';
const row = (mint: string): string => `1700000000000,${mint},S,0.5,28`;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-recording-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

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

  it('ends at a quote that is never closed, instead of taking the rest of the file as one value', async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => row(`M${i}`));
    const lines = [HEADER, row('A'), '1700000000000,B,"S,0.5,28', ...rows];
    await expect(read('quote.csv', lines.join('\n'))).rejects.toMatchObject({ code: 'CSV_MAX_RECORD_SIZE' });
  });

  it.each(['rows.csv.gz', 'rows.jsonl.gz'])('fails where %s ends too soon', async (name) => {
    const rows = Array.from({ length: 50_000 }, (_, i) =>
      name.includes('csv') ? row(`M${i}`) : `{"a":${i}}`,
    );
    const packed = gzipSync([name.includes('csv') ? HEADER : '{}', ...rows].join('\n'));
    await expect(read(name, packed.subarray(0, packed.length / 2))).rejects.toMatchObject({
      code: 'Z_BUF_ERROR',
    });
  });
});
