// Runs before anything is installed: Node's own modules only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectDir = dirname(dirname(fileURLToPath(import.meta.url)));
const LEAST_NODE = [20, 19];

/** Prints one line and ends: the user can mend it. */
export function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return;
  fail(`Node is ${process.versions.node}: Breakwater needs ${LEAST_NODE.join('.')} or newer.`);
}

/** Installs the packages unless the lock file is the one they were installed from. */
export function ensurePackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(projectDir, 'package-lock.json')))
    .digest('hex');
  const stamp = join(projectDir, 'node_modules', '.breakwater-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  step('Packages: installing (once)', () => {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    // Not `npm ci`: npm leaves optional packages of other platforms out of the lock file, and ci then refuses it.
    const result = spawnSync(npm, ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: projectDir,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (result.status !== 0)
      fail('Packages could not be installed. Check the network, then run: npm install');
    writeFileSync(stamp, lock);
  });
}

/** Installs Redis with the system's package manager unless it, or Valkey, is there. */
export function ensureRedis() {
  if (isOnPath('redis-server') || isOnPath('valkey-server')) return;
  const manager = ['apt-get', 'dnf', 'brew'].find(isOnPath);
  const remedy = REMEDIES[manager] ?? 'install redis-server or valkey-server';
  if (manager === undefined) fail(`Redis is missing: ${remedy}, or set REDIS_URL to a server of yours.`);
  const asRoot = manager === 'brew' || process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (asRoot.length > 0 && spawnSync('sudo', ['-n', 'true']).status !== 0) {
    fail(`Redis is missing. Run: sudo ${remedy} (or set REDIS_URL to a server of yours).`);
  }
  step(`Redis: installing with ${manager} (once)`, () => {
    for (const command of INSTALLS[manager]) run([...asRoot, ...command]);
    if (!isOnPath('redis-server') && !isOnPath('valkey-server')) {
      fail(`Redis could not be installed. Run: ${remedy} (or set REDIS_URL to a server of yours).`);
    }
  });
}

const REMEDIES = {
  'apt-get': 'apt-get install redis-server',
  dnf: 'dnf install redis',
  brew: 'brew install redis',
};
const INSTALLS = {
  'apt-get': [
    ['apt-get', 'update', '-qq'],
    ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'redis-server'],
  ],
  dnf: [['dnf', 'install', '-y', '-q', 'redis']],
  brew: [['brew', 'install', '--quiet', 'redis']],
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
