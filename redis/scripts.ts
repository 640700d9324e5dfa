import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RedisClient } from './client.ts';

const SCRIPT_NAMES = [
  'put',
  'read',
  'read_entries',
  'ack',
  'park',
  'bury',
  'discard',
  'set_mode',
  'ledger',
  'draw_order',
  'fill_cache',
  'append_samples',
  'append_event',
  'remember_ids',
] as const;
export type ScriptName = (typeof SCRIPT_NAMES)[number];

// Not new URL(…, import.meta.url): a bundler takes that for an asset.
const LUA_DIR = join(dirname(fileURLToPath(import.meta.url)), 'lua');

const sources = Object.fromEntries(
  SCRIPT_NAMES.map((name) => {
    const text = readFileSync(join(LUA_DIR, `${name}.lua`), 'utf8');
    return [name, { text, sha: createHash('sha1').update(text).digest('hex') }];
  }),
) as Record<ScriptName, { text: string; sha: string }>;

export type ScriptArgument = string | number;
export type RunScript = (
  name: ScriptName,
  keys: readonly string[],
  args: readonly ScriptArgument[],
) => Promise<unknown>;

/**
 * Runs redis/lua/NAME.lua by its hash; sends the text where the server does not know it (a restart, SCRIPT FLUSH).
 * What a script takes and returns stands in its header.
 */
export function createScriptRunner(client: RedisClient): RunScript {
  return async (name, keys, args) => {
    const { text, sha } = sources[name];
    try {
      return await client.evalsha(sha, keys.length, ...keys, ...args);
    } catch (error: unknown) {
      if (!isNoScript(error)) throw error;
      return client.eval(text, keys.length, ...keys, ...args);
    }
  };
}

/** Redis' error code is the first word of its reply. */
function isNoScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT ');
}
