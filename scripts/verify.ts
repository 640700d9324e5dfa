import { parseArgs } from 'node:util';
import { MIN_MINUTES } from './verify/truth/plan.ts';
import { complain, say } from './terminal.ts';

interface Check {
  readonly about: string;
  /** Rejects where the check fails. */
  readonly run: (options: CheckOptions) => Promise<void>;
}

/** Only `truth` takes them. */
interface CheckOptions {
  readonly minutes: number;
  readonly json: boolean;
  readonly output: string | null;
}

const MINUTES = 10;
const MAX_MINUTES = 600;
const DEFAULTS: CheckOptions = { minutes: MINUTES, json: false, output: null };

/** What takes too long, or needs too much of the network, to be a test. */
const CHECKS = new Map<string, Check>([
  [
    'truth',
    {
      about: 'every figure on the pages beside referees, through switches and outages (12 minutes)',
      run: async (options) =>
        (await import('./verify/truth/verifyTruth.ts')).verifyTruth({ ...options, say, progress: complain }),
    },
  ],
  [
    'installs',
    {
      about: 'npm 10, 11 and 12, from the registry, run no install script in this project (1 minute)',
      run: async () => (await import('./verify/installs.ts')).verifyInstalls(say),
    },
  ],
  [
    'screens',
    {
      about: 'each page of a frozen state looks as the pictures that were kept, in both themes (2 minutes)',
      run: async () => (await import('./verify/screens.ts')).verifyScreens(say, false),
    },
  ],
  [
    'screens-keep',
    {
      about: 'takes these pictures anew and keeps them in .data/screens (2 minutes)',
      run: async () => (await import('./verify/screens.ts')).verifyScreens(say, true),
    },
  ],
  [
    'http-fuzz',
    {
      about: 'the web process and a worker take 10,000 broken requests each (10 minutes)',
      run: async () => (await import('./verify/httpFuzz.ts')).verifyHttp(say),
    },
  ],
  [
    'input-fuzz',
    {
      about: 'logs, recordings, frames and market data of any bytes: 20,000 inputs (5 minutes)',
      run: async () => (await import('./verify/inputFuzz.ts')).verifyInputs(say),
    },
  ],
]);

const USAGE = `Usage: npm run verify -- CHECK …

Runs checks of the project itself, one after the other:

${[...CHECKS].map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`).join('\n')}

  --minutes N    of truth, from ${MIN_MINUTES} to ${MAX_MINUTES} (default ${MINUTES})
  --json         truth prints its result for programs
  --output FILE  truth writes its report there, as Markdown`;

process.exitCode = await verify();

async function verify(): Promise<number> {
  const { names, help, mistake, options } = readArguments();
  if (help) {
    say(USAGE);
    return 0;
  }
  if (mistake !== null) {
    complain(`${mistake}\n\n${USAGE}`);
    return 1;
  }
  // With --json only the result is on standard output.
  const tell = options.json ? complain : say;
  let failed = 0;
  for (const name of names) {
    try {
      await CHECKS.get(name)!.run(options);
      tell(`${name}: passed`);
    } catch (error: unknown) {
      failed++;
      tell(`${name}: FAILED\n${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failed === 0 ? 0 : 1;
}

interface Arguments {
  readonly names: readonly string[];
  readonly help: boolean;
  readonly mistake: string | null;
  readonly options: CheckOptions;
}

function readArguments(): Arguments {
  try {
    const { values, positionals: names } = parseArgs({
      options: {
        help: { type: 'boolean' },
        minutes: { type: 'string', default: String(MINUTES) },
        json: { type: 'boolean', default: false },
        output: { type: 'string' },
      },
      allowPositionals: true,
    });
    const { help = false, json, output = null } = values;
    const minutes = Number(values.minutes);
    const mistake = findMistake(names, values.minutes);
    return { names, help, mistake, options: { minutes, json, output } };
  } catch (error: unknown) {
    const mistake = error instanceof Error ? error.message : String(error);
    return { names: [], help: false, mistake, options: DEFAULTS };
  }
}

function findMistake(names: readonly string[], minutes: string): string | null {
  if (names.length === 0) return 'Name a check.';
  const unknown = names.find((name) => !CHECKS.has(name));
  if (unknown !== undefined) return `There is no check "${unknown}".`;
  const isFine =
    Number.isInteger(Number(minutes)) && Number(minutes) >= MIN_MINUTES && Number(minutes) <= MAX_MINUTES;
  return isFine
    ? null
    : `--minutes is "${minutes}": it takes a whole number from ${MIN_MINUTES} to ${MAX_MINUTES}.`;
}
