import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { parseTokenPairs } from '../../../worker/sources/dexScreener.ts';
import { readRecording } from '../../../worker/sources/recordings.ts';
import type { Case } from './Case.ts';

/** Rows that are delivered, those that are refused by their reasons, and how the file ends. */
interface Expected {
  readonly rows: number;
  readonly refused?: readonly string[];
  /** Part of the error. */
  readonly error?: RegExp;
}

const RECORDINGS: Readonly<Record<string, Expected>> = {
  '20-creations-open-quote': { rows: 3, refused: ['bad-quotes'] },
  '26-creations-time-units': { rows: 2, refused: ['bad-time', 'bad-time', 'bad-time'] },
  '32-frames-other-recorders': { rows: 0, error: /in no shape that is known; it takes frames/ },
  '35-frames-cut-short': { rows: 4, error: /ends early after 4 rows, which are delivered/ },
};

export const SOURCE_CASES: readonly Case[] = [
  ...Object.entries(RECORDINGS).map(([name, expected]) => ({
    name,
    check: async (file: string) => describeDifference(await readAll(file), expected),
  })),
  {
    name: '40-dexscreener-odd-values',
    check: async (file) => {
      let odd = 0;
      const pairs = parseTokenPairs(
        JSON.parse(readFileSync(file, 'utf8')),
        new Date().toISOString(),
        () => odd++,
      );
      const found = `${pairs.length} tokens, ${odd} odd fields`;
      return found === '22 tokens, 13 odd fields'
        ? null
        : `found are ${found}, and not 22 tokens, 13 odd fields`;
    },
  },
];

async function readAll(file: string): Promise<{ rows: number; refused: readonly string[]; error: string }> {
  const refused: string[] = [];
  let rows = 0;
  try {
    for await (const item of readRecording(file)) {
      if ('result' in item && item.result.kind === 'rejected') refused.push(item.result.reason);
      else rows++;
    }
    return { rows, refused, error: '' };
  } catch (error: unknown) {
    return { rows, refused, error: (error as Error).message };
  }
}

function describeDifference(
  found: Awaited<ReturnType<typeof readAll>>,
  { rows, refused = [], error }: Expected,
): string | null {
  const isRight =
    found.rows === rows &&
    isDeepStrictEqual(found.refused, refused) &&
    (error === undefined ? found.error === '' : error.test(found.error));
  return isRight ? null : `it comes to ${JSON.stringify(found)}`;
}
