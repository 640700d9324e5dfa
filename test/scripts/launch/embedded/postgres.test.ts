import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { removeTree } from '../../../../machine/files.ts';
import { type PostgresServer, startPostgres } from '../../../../scripts/launch/embedded/postgres.ts';
import { ASKS_FOR_PASSWORD, createThief } from '../../../support/portThief.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = { uid: 65_534, gid: 65_534 };

let dir: string;
let home: string;
let server: PostgresServer | undefined;
let other: ChildProcess | undefined;
const said: string[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-embedded-'));
  chmodSync(dir, 0o755);
  home = join(dir, 'postgres');
  said.length = 0;
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  other?.kill('SIGKILL');
  other = undefined;
  removeTree(dir);
});

const start = async (settings: Readonly<Record<string, string>> = {}): Promise<PostgresServer> =>
  (server = await startPostgres({
    dir: home,
    wishedPort: undefined,
    settings,
    logFile: join(dir, 'postgres.log'),
    say: (line) => said.push(line),
  }));

async function stop(): Promise<void> {
  await server!.stop();
  server = undefined;
}

async function ask(statement: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: server!.url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(statement);
  await client.end();
  return Object.values(rows[0] ?? {})[0];
}

test('the password is sent to nobody who has taken the port and asks for it', async () => {
  await start();
  await stop();
  const thief = createThief(dir, 'postgres', ASKS_FOR_PASSWORD);
  const stolen = startPostgres({
    dir: home,
    wishedPort: undefined,
    settings: {},
    logFile: join(dir, 'postgres.log'),
    say: () => undefined,
    installDir: dir,
  });
  await expect(stolen).rejects.toThrow('PostgreSQL did not start');
  expect(thief.readNotes()).not.toContain(readFileSync(join(home, 'password'), 'utf8').trim());
});

test('what ALTER SYSTEM sets overrides our settings, also after a new start', async () => {
  await start({ work_mem: '5MB' });
  expect(await ask('show work_mem')).toBe('5MB');
  await ask(`alter system set work_mem = '7MB'`);
  await stop();
  await start({ work_mem: '5MB' });
  expect(await ask('show work_mem')).toBe('7MB');
});

test('files with secrets are readable by their owner only, also where they were by others', async () => {
  await start();
  await stop();
  const files = [join(home, 'password'), join(dir, 'postgres.log')];
  for (const file of files) chmodSync(file, 0o666);
  await start();
  for (const file of files) expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(home)).not.toContain('initdb-password');
});

test('a server that an earlier run left is stopped, and served again', async () => {
  const first = await start();
  await start();
  expect(said).toContain('PostgreSQL: stopped the server that an earlier run left');
  expect(first.child.exitCode).toBe(0);
  expect(await ask('select 1')).toBe(1);
});

test('an unrelated process that has the id of that server by now is left alone', async () => {
  await start();
  await stop();
  startOther();
  const [, began] = readFileSync(join(home, 'server.process'), 'utf8').split(' ');
  writeFileSync(join(home, 'server.process'), `${other!.pid} ${began}`);
  await start();
  expect([other!.exitCode, other!.signalCode]).toEqual([null, null]);
});

/** With the cluster's path on its command line, as an editor has that shows a file of it. */
function startOther(): void {
  const wait = 'setInterval(() => undefined, 1000)';
  other = spawn(process.execPath, ['-e', wait, join(home, 'data')], { stdio: 'ignore' });
}

describe.runIf(isRoot)('as root', () => {
  let victim: string;
  beforeEach(() => {
    victim = join(dir, 'victim');
    writeFileSync(victim, 'for root only\n', { mode: 0o600 });
  });

  /** The rights of the server's user once it runs commands as it likes. */
  const asNobody = (command: string): boolean =>
    spawnSync('sh', ['-c', command], { ...NOBODY, cwd: '/' }).status === 0;

  function expectVictimUntouched(): void {
    const { uid, mode } = statSync(victim);
    expect([uid, mode & 0o777, readFileSync(victim, 'utf8')]).toEqual([0, 0o600, 'for root only\n']);
  }

  test('the server runs as nobody, who owns the cluster only', async () => {
    await start();
    expect(statSync(`/proc/${server!.child.pid}`).uid).toBe(NOBODY.uid);
    expect(statSync(join(home, 'data')).uid).toBe(NOBODY.uid);
    for (const path of [home, join(home, 'password'), join(home, 'breakwater.conf')]) {
      expect([path, statSync(path).uid]).toEqual([path, 0]);
    }
    for (const name of ['password', 'breakwater.conf', 'server.process', 'data']) {
      expect(asNobody(`mv ${join(home, name)} ${join(home, 'data', 'moved')}`)).toBe(false);
      expect(asNobody(`ln -sf ${victim} ${join(home, name)}.new`)).toBe(false);
    }
  });

  test('links in the cluster lead root nowhere', async () => {
    await start();
    await stop();
    for (const name of ['breakwater.conf', 'postgresql.auto.conf.new', 'standby.signal.new']) {
      expect(asNobody(`ln -sf ${victim} ${join(home, 'data', name)}`)).toBe(true);
    }
    await start();
    expectVictimUntouched();
    await stop();
    expect(asNobody(`ln -sf ${victim} ${join(home, 'data', 'postgresql.conf')}`)).toBe(true);
    await expect(start()).rejects.toThrow('PostgreSQL did not start');
    expectVictimUntouched();
  });

  test('a process that postmaster.pid names is not signalled: that file is the word of its user', async () => {
    await start();
    await stop();
    startOther();
    expect(asNobody(`echo ${other!.pid} > ${join(home, 'data', 'postmaster.pid')}`)).toBe(true);
    await start();
    expect([other!.exitCode, other!.signalCode]).toEqual([null, null]);
  });

  /** As version 0.1 left it: everything is nobody's, and the cluster includes our settings. */
  async function makeOldHome(): Promise<void> {
    await start();
    await ask('create table kept as select 42 as answer');
    await stop();
    renameSync(join(home, 'breakwater.conf'), join(home, 'data', 'breakwater.conf'));
    writeFileSync(join(home, 'data', 'breakwater.conf'), `port = '1'\nwork_mem = '3MB'\n`);
    appendFileSync(join(home, 'data', 'postgresql.conf'), `\ninclude_if_exists = 'breakwater.conf'\n`);
    for (const path of ['', 'password', 'data/breakwater.conf']) {
      chownSync(join(home, path), NOBODY.uid, NOBODY.gid);
    }
  }

  test('a home of version 0.1 is taken back, and its cluster goes on', async () => {
    await makeOldHome();
    await start({ work_mem: '5MB' });
    expect(await ask('select answer from kept')).toBe(42);
    expect(await ask('show work_mem')).toBe('5MB');
    expect([statSync(home).uid, statSync(join(home, 'password')).uid]).toEqual([0, 0]);
  });

  test('what its user planted there is refused, and nothing of root is read or changed', async () => {
    await makeOldHome();
    expect(asNobody(`ln -sf ${victim} ${join(home, 'password')}`)).toBe(true);
    await expect(start()).rejects.toThrow(`${join(home, 'password')} is not a file of ours`);
    expectVictimUntouched();
  });

  test('links under the names of files that root writes there are replaced', async () => {
    await makeOldHome();
    for (const name of ['breakwater.conf', 'initdb-password', 'server.process.new']) {
      expect(asNobody(`ln -sf ${victim} ${join(home, name)}`)).toBe(true);
    }
    await start();
    expectVictimUntouched();
    expect(existsSync(join(home, 'breakwater.conf'))).toBe(true);
  });

  test('a server process file of its user is refused', async () => {
    await makeOldHome();
    startOther();
    expect(asNobody(`rm ${join(home, 'server.process')}`)).toBe(true);
    symlinkSync(victim, join(home, 'server.process'));
    await expect(start()).rejects.toThrow('server.process is not a file of ours');
    expectVictimUntouched();
  });

  test("where nobody cannot enter, it runs from a copy that is root's, not from a planted one", async () => {
    chmodSync(dir, 0o700);
    await start();
    const away = dirname(server!.dataDir);
    try {
      expect(away.startsWith('/var/lib/breakwater/')).toBe(true);
      await stop();
      const copy = join(
        away,
        readdirSync(away).find((name) => name.startsWith('native-'))!,
      );
      removeTree(copy);
      mkdirSync(copy);
      writeFileSync(join(copy, 'complete'), '');
      for (const path of [away, copy, join(copy, 'complete')]) chownSync(path, NOBODY.uid, NOBODY.gid);
      await start();
      for (const path of [away, copy, join(copy, 'bin', 'postgres')]) {
        expect([path, statSync(path).uid]).toEqual([path, 0]);
      }
      await stop();
    } finally {
      removeTree(away);
    }
  });
});
