import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../../machine/projectDir.ts';
import { onOff } from '../command/arguments.ts';
import { defineCommand } from '../command/Command.ts';
import { say } from '../command/terminal.ts';

/** A word or a way to begin a sentence that a reader has to read twice. */
export interface Tic {
  readonly pattern: RegExp;
  readonly instead: string;
  /** True: a test fails where it comes back. Else some uses are plain English ("leave alone", "tell apart"). */
  readonly isBanned: boolean;
}

export const TICS: readonly Tic[] = [
  {
    pattern: /\b(foretold|sighting|part away)\b/i,
    instead: 'predicted, observation, unavailable',
    isBanned: true,
  },
  { pattern: /\bin force\b/i, instead: 'active', isBanned: true },
  { pattern: /\bby the clock\b/i, instead: 'timed', isBanned: true },
  { pattern: /\b\w*(MOST|LEAST|LONGEST)_/, instead: 'MAX_, MIN_', isBanned: true },
  { pattern: /\btoggle[sd]?\b/i, instead: 'switch', isBanned: true },
  { pattern: /\bso (many|long|much)\b/i, instead: 'for N s, N of them, this number', isBanned: true },
  { pattern: /\balone\b/i, instead: 'only', isBanned: false },
  { pattern: /\bstands?\b/i, instead: 'is', isBanned: false },
  { pattern: /\b(told|tells?)\b/i, instead: 'says, shows, reports', isBanned: false },
  { pattern: /\b(a|one|each|two|last|next|close|closer) looks?\b/i, instead: 'poll', isBanned: false },
  { pattern: /\b(anew|mend(s|ed)?)\b/i, instead: 'again, fix', isBanned: false },
  {
    pattern: /\/\*\* (Of|What|Who|Whose|Whoever|Whatever) /,
    instead: 'a noun or a verb first',
    isBanned: false,
  },
  { pattern: /(^|[.:;] |\/\/ |^ *\* )Of [a-z]/, instead: 'a sentence with a verb', isBanned: false },
];

export interface Line {
  readonly file: string;
  readonly number: number;
  readonly text: string;
}

const WRITTEN = /\.(ts|tsx|md|mjs|lua|sql)$/;
/** The table and its test name what they look for; reports are as they were written. */
const LEFT_OUT = /^(scripts\/verify\/words\.ts|test\/scripts\/verify\/words\.test\.ts|docs\/experiments\/)/;

/** Every line of the tracked sources and pages. */
export function readLines(): readonly Line[] {
  return execFileSync('git', ['ls-files'], { cwd: projectDir, encoding: 'utf8' })
    .split('\n')
    .filter((file) => WRITTEN.test(file) && !LEFT_OUT.test(file))
    .flatMap((file) =>
      readFileSync(join(projectDir, file), 'utf8')
        .split('\n')
        .map((text, i) => ({ file, number: i + 1, text })),
    );
}

export const findTic = ({ pattern }: Tic, lines: readonly Line[]): readonly Line[] =>
  lines.filter(({ text }) => pattern.test(text));

export const command = defineCommand({
  usage: `Usage: npm run verify -- words [--list]

Counts the lines of the sources and pages that hold a word this project leaves, and says what to write instead.
--list shows the lines.`,
  flags: { list: onOff },
  run: async ({ list }) => {
    const lines = readLines();
    for (const tic of TICS) {
      const found = findTic(tic, lines);
      say(`${String(found.length).padStart(4)}  ${tic.pattern.source}  (instead: ${tic.instead})`);
      if (list) for (const { file, number, text } of found) say(`        ${file}:${number}: ${text.trim()}`);
    }
  },
});
