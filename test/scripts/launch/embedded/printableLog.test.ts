import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stripVTControlCharacters } from 'node:util';
import { pino } from 'pino';
import { build } from 'pino-pretty';
import { expect, it } from 'vitest';
import { printableLog } from '../../../../scripts/launch/embedded/printableLog.ts';

const HOSTILE = 'x\u001b[2J\u009b31m\u202e\rforged\ny';
const SHOWN = String.raw`x\u001b[2J\u009b31m\u202e\u000dforged\u000ay`;

/** The log as a person sees it, in colour. */
async function show(lines: readonly string[]): Promise<string> {
  let shown = '';
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      shown += chunk.toString();
      done();
    },
  });
  const pretty = build({ colorize: true, destination, sync: true });
  await pipeline(Readable.from(printableLog(Readable.from(lines))), pretty);
  return shown;
}

it('shows texts of strangers escaped, beside colours of its own', async () => {
  const lines: string[] = [];
  const logger = pino({ base: null }, { write: (line) => void lines.push(line) });
  logger.warn({ reason: HOSTILE, deep: { list: [HOSTILE] }, [HOSTILE]: 1 }, HOSTILE);
  const shown = await show(lines);
  expect(shown.split(SHOWN)).toHaveLength(5);
  expect(shown).toContain('\u001b[33m');
  expect(stripVTControlCharacters(shown)).not.toMatch(/[^\P{Cc}\n]|[\u202A-\u202E]/u);
});

it('keeps the lines of a stack, and what is no JSON', async () => {
  const lines: string[] = [];
  pino({ base: null }, { write: (line) => void lines.push(line) }).error(new Error(HOSTILE));
  const shown = await show([
    ...lines,
    `plain ${HOSTILE.slice(0, 12)}\n`,
    '{"__proto__":{"a":"b"}}\n',
    '[1]\n',
  ]);
  expect(shown).toMatch(/\n\s+at .*printableLog\.test/);
  expect(shown).toContain(String.raw`plain x\u001b[2J\u009b31m`);
});
