import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onOff, texts } from '../command/arguments.ts';
import { defineCommand } from '../command/Command.ts';
import { takeWebhook, webhookAddress } from '../command/webhook.ts';
import { projectDir } from '../../machine/projectDir.ts';
import { parseConfig } from '../../worker/config/index.ts';
import { ensureRedis } from './bootstrap.mjs';
import { findLogs } from './importLogs.ts';
import { up } from './up.ts';

const USAGE = `Usage: npm start [-- --fast] [--log FILE …] [--dev] [--yes]

Runs Breakwater: PostgreSQL and Redis of its own (or yours, by DATABASE_URL and REDIS_URL), the worker and the dashboard.
Installs what is missing first; at a terminal it asks before it uses the system's package manager. Data is kept in .data/
between runs. Ctrl-C stops everything and loses nothing.

  --dev    worker and pages follow changes of their sources (npm run dev)
  --fast   replay as fast as the pipeline accepts instead of at the recorded pace (REPLAY_FAST=on)
  --log FILE
           imports a server's log for the page Logs; may be given several times, and as a pattern: 'logs/*.gz' is one log
  --webhook URL
           posts alerts there (docs/alerts.md); WEBHOOK or WEBHOOK_FILE keep the address out of npm's log
  --yes    installs Redis without asking; so do CI=true and a run without a terminal
  --help   this text

Variables (SOURCE, PRESET, STRATEGY, TIME_SCALE …) are in docs/configuration.md; a .env file is read.`;

export const command = defineCommand({
  usage: USAGE,
  flags: { dev: onOff, fast: onOff, yes: onOff, log: texts, webhook: webhookAddress },
  run: async ({ dev, fast, log, webhook }) => {
    if (existsSync(join(projectDir, '.env'))) process.loadEnvFile(join(projectDir, '.env'));
    if (fast) process.env['REPLAY_FAST'] = 'on';
    takeWebhook(webhook);
    const config = parseConfig(process.env);
    const logs = findLogs(log);
    if (config.redisUrl === undefined) await ensureRedis();
    return up(config, dev, logs);
  },
});
