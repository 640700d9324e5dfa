import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadScripts, type RunScript, runScripts } from '../buffer/luaScripts.ts';
import type { RedisClient } from './client.ts';

const NAMES = ['append_samples', 'append_event', 'remember_ids'] as const;
export type RunRedisScript = RunScript<(typeof NAMES)[number]>;

// Not new URL(…, import.meta.url): a bundler takes that for an asset.
const SCRIPTS = loadScripts(join(dirname(fileURLToPath(import.meta.url)), 'lua'), NAMES);

/** Runs redis/lua/NAME.lua: the history's scripts, and the queues'. */
export const createScriptRunner = (client: RedisClient): RunRedisScript => runScripts(client, SCRIPTS);
