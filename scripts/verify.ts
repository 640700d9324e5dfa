import { parseArgs } from 'node:util';
import { complain, say } from './terminal.ts';

interface Check {
  readonly about: string;
  /** Rejects where the check fails. */
  readonly run: () => Promise<void>;
}

/** What takes too long, or needs too much of the network, to be a test. */
const CHECKS = new Map<string, Check>([
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

${[...CHECKS].map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`).join('\n')}`;

process.exitCode = await verify();

async function verify(): Promise<number> {
  const { names, help, mistake } = readArguments();
  if (help) {
    say(USAGE);
    return 0;
  }
  if (mistake !== null) {
    complain(`${mistake}\n\n${USAGE}`);
    return 1;
  }
  let failed = 0;
  for (const name of names) {
    try {
      await CHECKS.get(name)!.run();
      say(`${name}: passed`);
    } catch (error: unknown) {
      failed++;
      say(`${name}: FAILED\n${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failed === 0 ? 0 : 1;
}

function readArguments(): { names: readonly string[]; help: boolean; mistake: string | null } {
  try {
    const { values, positionals } = parseArgs({
      options: { help: { type: 'boolean' } },
      allowPositionals: true,
    });
    const unknown = positionals.find((name) => !CHECKS.has(name));
    const none = positionals.length === 0 ? 'Name a check.' : null;
    const mistake = unknown === undefined ? none : `There is no check "${unknown}".`;
    return { names: positionals, help: values.help === true, mistake };
  } catch (error: unknown) {
    return { names: [], help: false, mistake: error instanceof Error ? error.message : String(error) };
  }
}
