// `npm start`: installs what is missing, then becomes the supervisor (scripts/up.ts) in this same process, so that
// Ctrl-C has one layer less to cross.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode, ensurePackages, ensureRedis, fail, projectDir } from './bootstrap.mjs';

const USAGE = `Usage: npm start [-- --fast] [--dev] [--yes]

Runs Breakwater: PostgreSQL and Redis of its own (or yours, by DATABASE_URL and REDIS_URL), the worker and the dashboard.
Installs what is missing first; at a terminal it asks before it uses the system's package manager. Data is kept in .data/
between runs. Ctrl-C stops everything and loses nothing.

  --dev    worker and pages follow changes of their sources (npm run dev)
  --fast   replay as fast as the pipeline accepts instead of at the recorded pace (REPLAY_FAST=on)
  --yes    installs Redis without asking; so do CI=true and a run without a terminal
  --help   this text

Variables (SOURCE, PRESET, STRATEGY, TIME_SCALE …) stand in README.md; a .env file is read.`;

const known = new Set(['--dev', '--fast', '--yes', '--help']);
const args = process.argv.slice(2);
const unknown = args.find((arg) => !known.has(arg));
if (unknown !== undefined) fail(`npm start does not take "${unknown}". It takes ${[...known].join(', ')}.`);
if (args.includes('--help')) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}

checkNode();
if (existsSync(join(projectDir, '.env'))) process.loadEnvFile(join(projectDir, '.env'));
if (args.includes('--fast')) process.env.REPLAY_FAST = 'on';
ensurePackages();
await import('./typescript.mjs');
const { readConfigOrExit, up } = await import('./up.ts');
const config = readConfigOrExit();
if (config.redisUrl === undefined) await ensureRedis();
await up(config, args.includes('--dev'));
