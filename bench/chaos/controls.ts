import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { RunBufferScript } from '../../buffer/scripts.ts';
import type { Servers } from '../../worker/connectServers.ts';
import type { ControlName } from './types.ts';

/** Races that last microseconds by nature last up to this long here, for the right way and the wrong ones alike. */
const WIDEST_WINDOW_MS = 30;
/** Where the versions begin in the arguments of buffer/lua/ack.lua, after the time and the order. */
const ACK_HEAD = 2;

/** The servers as a worker of the harness sees them: the same, slower where a race could hide, and spoilt by a control. */
export function widenWindows(servers: Servers, control: ControlName | null): Servers {
  const run = slowDown(spoilScripts(servers.run, control));
  if (control !== 'ack-without-fence') return { ...servers, run };
  return {
    ...servers,
    run,
    componentPools: { ...servers.componentPools, of: (name) => spoilFence(servers.componentPools.of(name)) },
  };
}

function slowDown(run: RunBufferScript): RunBufferScript {
  return async (name, keys, args) => {
    const isSlow = name === 'read' || name === 'ack' || name === 'park';
    if (isSlow) await delay(Math.random() * WIDEST_WINDOW_MS);
    const reply = await run(name, keys, args);
    if (name === 'read') await delay(Math.random() * WIDEST_WINDOW_MS);
    return reply;
  };
}

function spoilScripts(run: RunBufferScript, control: ControlName | null): RunBufferScript {
  if (control === 'delete-before-write')
    return (name, keys, args) => readAndDelete(run, { name, keys, args });
  if (control === 'blind-delete') {
    return async (name, keys, args) =>
      run(name, keys, name === 'ack' ? await readVersions(run, keys, args) : args);
  }
  return run;
}

interface Call {
  readonly name: Parameters<RunBufferScript>[0];
  readonly keys: readonly string[];
  readonly args: readonly (string | number)[];
}

/** Takes entries out of Redis before they are in PostgreSQL. */
async function readAndDelete(run: RunBufferScript, { name, keys, args }: Call): Promise<unknown> {
  const reply = await run(name, keys, args);
  if (name !== 'read') return reply;
  const [head, ...entries] = reply as [string, ...string[][]];
  const [readAt = ''] = head.split(' ');
  const [dirty, park, entryPrefix] = keys as [string, string, string];
  const tag = entryPrefix.slice(0, entryPrefix.indexOf('}') + 1);
  const versions = entries.flatMap(([mint, ...pairs]) => [mint!, pairs[pairs.indexOf('_v') + 1]!]);
  const ackKeys = [`${tag}:meta`, dirty, park, entryPrefix, `${tag}:c:`, `${tag}:l:`];
  await run('ack', ackKeys, [readAt, 0, ...versions]);
  return reply;
}

/** Acknowledges whatever the entries hold by now, not what was written. */
async function readVersions(
  run: RunBufferScript,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<(string | number)[]> {
  const [meta, , , entryPrefix] = keys as [string, string, string, string];
  const mints = args.slice(ACK_HEAD).filter((_, i) => i % 2 === 0);
  const [, ...entries] = (await run('read_entries', [meta, entryPrefix], mints)) as [string, ...string[][]];
  const versions = entries.flatMap(([mint, ...pairs]) => [mint!, pairs[pairs.indexOf('_v') + 1]!]);
  return [...args.slice(0, ACK_HEAD), ...versions];
}

/** Takes a fenced flush, which wrote nothing, for one that wrote. */
function spoilFence(pool: pg.Pool): pg.Pool {
  return new Proxy(pool, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      if (key !== 'query') return (value as () => unknown).bind(target);
      return async (...queryArgs: unknown[]) => {
        const result = (await Reflect.apply(value as () => unknown, target, queryArgs)) as pg.QueryResult;
        const [query] = queryArgs as [{ name?: string; values?: unknown[] }];
        if (query.name?.startsWith('flush_tokens') !== true) return result;
        const row = result.rows[0] as { epoch: number | null; missing: string[] };
        if (row.epoch === null) Object.assign(row, { epoch: Number(query.values![1]) + 1, missing: [] });
        return result;
      };
    },
  });
}
