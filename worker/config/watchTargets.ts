import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { findPostgresUrlFault } from './addresses.ts';

/** A server to watch: the name is on the pages, in addresses and in the keys of its history. */
export interface WatchTarget {
  readonly name: string;
  readonly url: string;
}

const MAX_TARGETS = 10;
const NAME = /^[A-Za-z0-9][\w.-]{0,39}$/;
const NAME_TAKES =
  '1 to 40 letters, digits, dots, dashes and underscores, and begins with a letter or a digit';
const DEFAULT_PORT = '5432';

export const WATCH_TAKES =
  'one to ten servers, apart by spaces, each as postgres://USER:PASSWORD@HOST:PORT/DATABASE or NAME=postgres://…';

/** No part of an address is in the message. */
export class WatchTargetError extends Error {
  override readonly name = 'WatchTargetError';
}

/** @throws WatchTargetError naming the part at fault by its place or its name. */
export function parseWatchTargets(parts: readonly string[]): readonly WatchTarget[] {
  if (parts.length > MAX_TARGETS) {
    throw new WatchTargetError(
      `${parts.length} servers are given, and ${MAX_TARGETS} can be watched at once`,
    );
  }
  const targets = parts.map((part, i) => parseTarget(part, i + 1));
  const twice = targets.find(({ name }, i) => targets.findIndex((other) => other.name === name) !== i);
  if (twice === undefined) return targets;
  throw new WatchTargetError(
    `two servers are called "${twice.name}": give each a name of its own, as NAME=postgres://…`,
  );
}

export const splitTargets = (text: string): readonly string[] =>
  text.split(/\s+/).filter((part) => part !== '');

/**
 * A file with one server or more a line; a line that begins with # is none.
 * @throws WatchTargetError as parseWatchTargets, and where the file cannot be read.
 */
export function readWatchFile(file: string): readonly WatchTarget[] {
  const lines = readLines(file).filter((line) => !/^\s*#/.test(line));
  const targets = parseWatchTargets(splitTargets(lines.join('\n')));
  if (targets.length === 0) throw new WatchTargetError('it names no server');
  return targets;
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    throw new WatchTargetError('it cannot be read');
  }
}

/** As WATCH takes them. */
export const formatTargets = (targets: readonly WatchTarget[]): string =>
  targets.map(({ name, url }) => `${name}=${url}`).join(' ');

export const holdsPassword = ({ url }: WatchTarget): boolean => {
  const { password, searchParams } = new URL(url);
  return password !== '' || searchParams.has('password');
};

function parseTarget(part: string, place: number): WatchTarget {
  const [, given, url] = /^(?:([^=:/?@]*)=)?(.*)$/s.exec(part)!;
  if (given !== undefined && !NAME.test(given)) {
    throw new WatchTargetError(`the name of server ${place} is "${given}": a name is ${NAME_TAKES}`);
  }
  const fault = findPostgresUrlFault(url!);
  const which = given === undefined ? `server ${place}` : `server "${given}"`;
  if (fault !== null) throw new WatchTargetError(`${which}: ${fault}`);
  return { name: given ?? nameAfterHost(new URL(url!)), url: url! };
}

/** host, or host-port where the port is another than PostgreSQL's own. */
function nameAfterHost({ hostname, port }: URL): string {
  const host = hostname.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^[^A-Za-z0-9]+|-+$/g, '') || 'local';
  return `${host}${port === '' || port === DEFAULT_PORT ? '' : `-${port}`}`.slice(-40);
}

const targetsBy = (parse: (text: string) => readonly WatchTarget[]) =>
  z.string().transform((text, context) => {
    try {
      return parse(text);
    } catch (error: unknown) {
      if (!(error instanceof WatchTargetError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });

export const watchTargets = targetsBy((text) => parseWatchTargets(splitTargets(text)));

export const WATCH_FILE_TAKES = 'a file that holds what WATCH takes, also in several lines';
export const watchTargetsOfFile = targetsBy(readWatchFile);

export const WATCHED_TAKES = 'names of servers, apart by commas (set by npm run watch)';

/** Names only: the pages need no address. */
export const watchedNames = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.string().regex(NAME)).max(MAX_TARGETS));
