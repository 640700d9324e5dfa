import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

const SCRIPT_NAMES = [
  'put',
  'read',
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
] as const;
export type ScriptName = (typeof SCRIPT_NAMES)[number];

const sources = Object.fromEntries(
  SCRIPT_NAMES.map((name) => {
    const text = readFileSync(new URL(`lua/${name}.lua`, import.meta.url), 'utf8');
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
export function createScriptRunner(client: Redis): RunScript {
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
