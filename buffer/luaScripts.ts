import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster, Redis } from 'ioredis';

export type ScriptArgument = string | number;
export type RunScript<Name extends string> = (
  name: Name,
  keys: readonly string[],
  args: readonly ScriptArgument[],
) => Promise<unknown>;

export type LuaScripts<Name extends string> = Readonly<
  Record<Name, { readonly text: string; readonly sha: string }>
>;

/** Reads DIRECTORY/NAME.lua of each name. */
export function loadScripts<Name extends string>(
  directory: string,
  names: readonly Name[],
): LuaScripts<Name> {
  return Object.fromEntries(
    names.map((name) => {
      const text = readFileSync(join(directory, `${name}.lua`), 'utf8');
      return [name, { text, sha: createHash('sha1').update(text).digest('hex') }];
    }),
  ) as Record<Name, { text: string; sha: string }>;
}

/**
 * Runs a script by its hash; sends the text where the server does not know it (a restart, SCRIPT FLUSH). What a script
 * takes and returns is in its header.
 */
export function runScripts<Name extends string>(
  client: Redis | Cluster,
  scripts: LuaScripts<Name>,
): RunScript<Name> {
  return async (name, keys, args) => {
    const { text, sha } = scripts[name];
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
