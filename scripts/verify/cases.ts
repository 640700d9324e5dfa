import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { defineCommand } from '../command/Command.ts';
import { ArgumentError } from '../command/arguments.ts';
import { say } from '../command/terminal.ts';
import type { Case } from './cases/Case.ts';
import { ADDRESS_CASES } from './cases/addressCases.ts';
import { LOG_CASES } from './cases/logCases.ts';
import { SOURCE_CASES } from './cases/sourceCases.ts';
import { TABLE_CASES } from './cases/tableCases.ts';

/** Each kind of input has its own table. */
const CASES: readonly Case[] = [...LOG_CASES, ...SOURCE_CASES, ...ADDRESS_CASES, ...TABLE_CASES];

export interface CaseResult {
  readonly file: string;
  /** `no expectation`: the file is none of the cases. */
  readonly outcome: 'ok' | 'wrong' | 'no expectation';
  readonly detail: string;
}

/** One result for each file of the directory, in the order of their names. */
export async function tryCases(directory: string, cases: readonly Case[] = CASES): Promise<CaseResult[]> {
  const files = listNames(directory)
    .filter((file) => extname(file) !== '.md')
    .toSorted();
  const results: CaseResult[] = [];
  for (const file of files) {
    const known = cases.find(({ name }) => file.startsWith(name));
    if (known === undefined) results.push({ file, outcome: 'no expectation', detail: '' });
    else results.push({ file, ...(await tryCase(known, join(directory, file))) });
  }
  return results;
}

function listNames(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error: unknown) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Error(`The directory of cases "${directory}" cannot be read (${code})`, { cause: error });
  }
}

async function tryCase({ check }: Case, file: string): Promise<Omit<CaseResult, 'file'>> {
  try {
    const wrong = await check(file);
    return wrong === null ? { outcome: 'ok', detail: '' } : { outcome: 'wrong', detail: wrong };
  } catch (error: unknown) {
    return { outcome: 'wrong', detail: error instanceof Error ? error.message : String(error) };
  }
}

/** Prints a row for each case. Exit code 1 where one is wrong, or none is ok. */
export const command = defineCommand({
  usage: `Usage: npm run verify -- cases DIR

Tries the small inputs of a directory against what is known to be right of them: one row a file, ok or not.`,
  flags: {},
  takesNames: true,
  run: async (_, [directory, ...rest]) => {
    if (directory === undefined || rest.length > 0) {
      throw new ArgumentError('cases takes one directory', { needsUsage: true });
    }
    const results = await tryCases(directory);
    for (const { file, outcome, detail } of results) {
      say(`${outcome.padEnd(15)} ${file}${detail === '' ? '' : `: ${detail}`}`);
    }
    const count = (wanted: CaseResult['outcome']): number =>
      results.filter(({ outcome }) => outcome === wanted).length;
    say(`${count('ok')} ok, ${count('wrong')} wrong, ${count('no expectation')} without an expectation`);
    return count('wrong') === 0 && count('ok') > 0 ? 0 : 1;
  },
});
