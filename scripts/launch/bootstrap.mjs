// Runs before anything is installed: Node's own modules only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline/promises';

export const projectDir = fileURLToPath(new URL('../..', import.meta.url));
/** npm packs no lock file: without one this is the installed package, and npm has installed what it needs. */
export const isPackaged = !existsSync(join(projectDir, 'package-lock.json'));
export const { version } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8'));
const MIN_NODE = [20, 19];

/** Prints one line and ends: the user can fix it. */
export function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])) return;
  fail(`Node is ${process.versions.node}: Breakwater needs ${MIN_NODE.join('.')} or newer.`);
}

/** Installs the packages unless the lock file is the one they were installed from. */
export function ensurePackages() {
  if (isPackaged) return;
  const lock = createHash('sha256')
    .update(readFileSync(join(projectDir, 'package-lock.json')))
    .digest('hex');
  const stamp = join(projectDir, 'node_modules', '.breakwater-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  step('Packages: installing (once)', () => {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    // Not `npm ci`: npm leaves optional packages of other platforms out of the lock file, and ci then refuses it.
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    // Not .npmrc only: a variable of the environment would override that.
    const result = spawnSync(npm, ['install', '--no-save', '--ignore-scripts', ...quiet], {
      cwd: projectDir,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (result.status !== 0)
      fail('Packages could not be installed. Check the network, then run: npm install');
    writeFileSync(stamp, lock);
  });
}

/** Installs Redis with the system's package manager unless it, or Valkey, is there. */
export async function ensureRedis() {
  await install({
    title: 'Redis',
    binaries: ['redis-server', 'valkey-server'],
    packages: { 'apt-get': 'redis-server', dnf: 'redis', brew: 'redis' },
    otherwise: 'set REDIS_URL to a server of yours',
  });
}

/** Prometheus and promtool for the tests, installed unless they are there. */
export async function ensurePrometheus() {
  await install({
    title: 'Prometheus',
    binaries: ['promtool'],
    packages: { 'apt-get': 'prometheus', dnf: 'golang-github-prometheus', brew: 'prometheus' },
    otherwise: 'put prometheus and promtool of any release on PATH',
  });
}

/** PgBouncer for the tests, installed unless it is there. */
export async function ensurePgBouncer() {
  await install({
    title: 'PgBouncer',
    binaries: ['pgbouncer', '/usr/sbin/pgbouncer'],
    packages: { 'apt-get': 'pgbouncer', dnf: 'pgbouncer', brew: 'pgbouncer' },
    otherwise: 'put pgbouncer of any release on PATH',
  });
}

/** nginx for the tests, installed unless it is there. */
export async function ensureNginx() {
  await install({
    title: 'nginx',
    binaries: ['nginx', '/usr/sbin/nginx'],
    packages: { 'apt-get': 'nginx-light', dnf: 'nginx-core', brew: 'nginx' },
    otherwise: 'put nginx of any release on PATH',
  });
}

/** The first has no windows to draw: its tests take half the processor time. */
const BROWSERS = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];

/** The path of the browser for the tests; undefined where there is none. */
export function findBrowser() {
  const own = process.env.BREAKWATER_CHROMIUM;
  if (own !== undefined) return own;
  const name = BROWSERS.find(isOnPath);
  if (name === undefined) return undefined;
  return spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
}

/** The browser for the tests, installed unless there is one. Returns its path. */
export async function ensureBrowser() {
  const own = findBrowser();
  if (own !== undefined) return own;
  await install({
    title: 'Chromium',
    binaries: BROWSERS,
    packages: { 'apt-get': 'chromium-headless-shell', dnf: 'chromium', brew: 'chromium' },
    otherwise: 'set BREAKWATER_CHROMIUM to the path of a Chromium or Chrome',
  });
  return /** @type {string} */ (findBrowser());
}

/** Installs one package, if it may, unless one of its binaries is there; else one line names the remedy. */
async function install({ title, binaries, packages, otherwise }) {
  if (binaries.some(isOnPath)) return;
  const manager = Object.keys(packages).find(isOnPath);
  const remedy = manager === undefined ? `install ${binaries[0]}` : `${manager} install ${packages[manager]}`;
  if (manager === undefined) fail(`${title} is missing: ${remedy}, or ${otherwise}.`);
  const asRoot = manager === 'brew' || process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (asRoot.length > 0 && spawnSync('sudo', ['-n', 'true']).status !== 0) {
    fail(`${title} is missing. Run: sudo ${remedy} (or ${otherwise}).`);
  }
  const whole = [...asRoot, remedy].join(' ');
  if (asksFirst() && !(await ask(`Install ${title} with ${whole}?`))) {
    fail(`${title} is missing. Run: ${whole} (or ${otherwise}).`);
  }
  step(`${title}: installing with ${manager} (once)`, () => {
    for (const command of INSTALLS[manager]) run([...asRoot, manager, ...command(packages[manager])]);
    if (!binaries.some(isOnPath)) fail(`${title} could not be installed. Run: ${remedy} (or ${otherwise}).`);
  });
}

/** A person at a terminal is asked before the system is changed; --yes, CI=true and a run without a terminal answer yes. */
function asksFirst() {
  const { stdin, argv, env } = process;
  return stdin.isTTY && !argv.includes('--yes') && env.CI !== 'true';
}

/** True for Enter and yes; Ctrl-D is no, and Ctrl-C ends the command. */
async function ask(question) {
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  reader.once('SIGINT', () => process.exit(130));
  const closed = new Promise((resolve) => reader.once('close', () => resolve('no')));
  const answer = await Promise.race([reader.question(`${question} [Y/n] `), closed]);
  reader.close();
  return /^(y(es)?)?$/i.test(answer.trim());
}

const INSTALLS = {
  'apt-get': [() => ['update', '-qq'], (name) => ['install', '-y', '-qq', '--no-install-recommends', name]],
  dnf: [(name) => ['install', '-y', '-q', name]],
  brew: [(name) => ['install', '--quiet', name]],
};

/** Quiet unless it fails. RUNLEVEL=1 keeps the distribution from starting a server of its own. */
function run([command, ...args]) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const result = spawnSync(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  if (result.status !== 0)
    process.stderr.write(`${command} ${args.join(' ')} failed:\n${result.stderr ?? ''}`);
}

function isOnPath(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** Says what is being done and how long it took. */
export function step(title, work) {
  process.stdout.write(`${title} …\n`);
  const startedAt = performance.now();
  work();
  process.stdout.write(`${title}: done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
}
