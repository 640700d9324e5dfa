import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const bootstrap = fileURLToPath(new URL('../../../scripts/launch/bootstrap.mjs', import.meta.url));
const QUESTION = 'apt-get install redis-server? [Y/n]';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-install-'));
  write('start.mjs', `import { ensureRedis } from ${JSON.stringify(bootstrap)};\nawait ensureRedis();\n`);
  // A machine of its own, without Redis: a package manager that notes what it is to do, and sudo.
  write('sudo', '#!/bin/sh\nshift\n"$@"\n');
  write(
    'apt-get',
    `#!/bin/sh\necho "$1" >> ${dir}/calls\n[ "$1" != install ] || /bin/cp ${dir}/sudo ${dir}/redis-server\n`,
  );
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = (name: string, text: string): void => {
  writeFileSync(join(dir, name), text);
  chmodSync(join(dir, name), 0o755);
};

const installed = (): boolean => readFileSync(join(dir, 'calls'), 'utf8').split('\n').includes('install');
const environment = (own: Record<string, string> = {}) =>
  ({ PATH: dir, ...own }) as unknown as NodeJS.ProcessEnv;

interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** At a pseudo terminal; types the answer once it is asked. */
function runAtTerminal(
  answer: string,
  args: readonly string[] = [],
  own: Record<string, string> = {},
): Promise<Outcome> {
  const command = [process.execPath, join(dir, 'start.mjs'), ...args].join(' ');
  const child = spawn('/usr/bin/script', ['-qec', command, '/dev/null'], { env: environment(own) });
  let output = '';
  let isAnswered = false;
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (!isAnswered && output.includes(QUESTION)) child.stdin.write(answer);
    isAnswered ||= output.includes(QUESTION);
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

describe.runIf(existsSync('/usr/bin/script'))('at a terminal', () => {
  test.each(['\r', 'y\r', 'Yes\r'])('%j installs', async (answer) => {
    const { code, output } = await runAtTerminal(answer);
    expect([code, installed()]).toEqual([0, true]);
    expect(output).toContain('Redis: installing with apt-get (once)');
  });

  test.each(['n\r', 'what?\r', '\u0004'])('%j does not, and says what to do', async (answer) => {
    const { code, output } = await runAtTerminal(answer);
    expect([code, installed()]).toEqual([1, false]);
    expect(output).toMatch(/Redis is missing\. Run: .*apt-get install redis-server \(or set REDIS_URL/);
  });

  test('Ctrl-C ends it', async () => {
    const { code } = await runAtTerminal('\u0003');
    expect([code, installed()]).toEqual([130, false]);
  });

  test.each([
    ['--yes', ['--yes'], 'false'],
    ['CI=true', [], 'true'],
  ])('nothing is asked under %s', async (_, args, CI) => {
    const { code, output } = await runAtTerminal('', args, { CI });
    expect([code, installed(), output.includes('[Y/n]')]).toEqual([0, true, false]);
  });
});

test('nothing is asked without a terminal', () => {
  const result = spawnSync(process.execPath, [join(dir, 'start.mjs')], {
    env: environment(),
    encoding: 'utf8',
  });
  expect([result.status, installed(), result.stdout.includes('[Y/n]')]).toEqual([0, true, false]);
});
