import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectDir } from '../../machine/projectDir.ts';
import { createTestDatabases } from '../support/databases.ts';

const run = promisify(execFile);
interface Manifest {
  readonly version: string;
  readonly bin: { readonly breakwater: string };
  readonly dependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as Manifest;

/** An empty project with the packed file in it, beside the packages that npm would install for it. */
let dir: string;
let names: readonly string[];
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-package-'));
  const modules = join(dir, 'node_modules');
  mkdirSync(modules);
  await run('npm', ['pack', '--pack-destination', dir], { cwd: projectDir });
  const packed = join(dir, `breakwater-${manifest.version}.tgz`);
  names = (await run('tar', ['-tzf', packed])).stdout.split('\n');
  await run('tar', ['-xzf', packed, '-C', modules]);
  await run('mv', [join(modules, 'package'), join(modules, 'breakwater')]);
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(projectDir, 'node_modules', name), join(modules, name));
  }
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `npx breakwater ARGS` starts, in the empty project. */
async function breakwater(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const file = join('node_modules', 'breakwater', manifest.bin.breakwater);
  const ended = run(process.execPath, [file, ...args], { cwd: dir, env: { ...process.env, ...variables } });
  return ended.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: unknown) => error as Ended,
  );
}

it('lists its commands, and each says how it is called here', async () => {
  const { stdout } = await breakwater(['--help']);
  const commands = [...stdout.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name!);
  expect(commands).toContain('observe');
  const helps = await Promise.all(commands.map((name) => breakwater([name, '--help'])));
  for (const [i, { code, stdout: usage }] of helps.entries()) {
    expect(code).toBe(0);
    expect(usage).toMatch(new RegExp(`^Usage: npx breakwater ${commands[i]!}\\b`));
    expect(usage).not.toContain(`npm run ${commands[i]!} `);
  }
  expect((await breakwater(['--version'])).stdout).toBe(`${manifest.version}\n`);
});

it.each(['start', 'watch', 'verify'])('%s says in one line that it needs a checkout', async (name) => {
  const { code, stderr } = await breakwater([name]);
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`^"${name}" works only in a checkout of the project.*\\n$`));
});

it('observes a server, migrates one, and lists what a buffer holds; it leaves nothing behind', async () => {
  const databases = await createTestDatabases();
  const { databaseUrl: DATABASE_URL, redisUrl: REDIS_URL } = databases;
  try {
    const observed = await breakwater(['observe', '--once', '--json'], { DATABASE_URL });
    expect([observed.code, observed.stderr]).toEqual([0, '']);
    expect(observed.stdout).toContain('{"type":"view"');
    expect(await breakwater(['migrate'], { DATABASE_URL })).toMatchObject({ code: 0, stderr: '' });
    const listed = await breakwater(['buffer', 'list', '--json'], { DATABASE_URL, REDIS_URL });
    expect([listed.code, listed.stderr]).toEqual([0, '']);
  } finally {
    await databases.drop();
  }
  expect(readdirSync(dir).sort()).toEqual([`breakwater-${manifest.version}.tgz`, 'node_modules']);
});

it('holds no test, no secret and no built page', () => {
  expect(names.filter((name) => /\/(test|\.next|\.data|\.env)|\.(pem|key)$/.test(name))).toEqual([]);
});
