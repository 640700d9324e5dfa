import {
  type Asked,
  explainNetwork,
  type Explained,
  final,
  passing,
  RefusedByServerError,
} from '../domain/refusal.ts';
import { type HostPort, parseRedisUrl } from './address.ts';

/** By the first word of the reply: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors */
const REPLIES: Readonly<Record<string, (name: string, place: string) => string>> = {
  WRONGPASS: (name) =>
    `Redis refuses the user or the password of ${name} (WRONGPASS): put the right ones there`,
  NOAUTH: (name) => `Redis asks for a password, and ${name} has none or a wrong one (NOAUTH): put it there`,
  NOPERM: (name) =>
    `Redis lacks a right for the user of ${name} (NOPERM). Run there as an administrator: ACL SETUSER USER ~* &* +@all`,
  DENIED: (name, place) =>
    `Redis at ${place} is in protected mode (DENIED): set a password there and put it into ${name}`,
};
/** It loads its data, is full or busy, or a failover is under way. */
const PASSING_REPLIES = new Set([
  'BUSY',
  'CLUSTERDOWN',
  'LOADING',
  'MASTERDOWN',
  'MISCONF',
  'NOREPLICAS',
  'OOM',
  'READONLY',
  'TRYAGAIN',
]);
const NO_CONNECTION_LEFT = 'ERR max number of clients';
/** The driver gives it no code. */
const CLOSED = 'Connection is closed.';

/** One line for whatever connecting to Redis, or asking it, threw. */
export function explainRedis(error: unknown, { name, url }: Asked): Explained {
  if (error instanceof RefusedByServerError) return final(error.code, error.message);
  const place = describePlaces(url);
  if (!(error instanceof Error)) return passing('', `Redis at ${place} does not answer`);
  if (error.name === 'ReplyError') return explainReply(error.message, { name, place });
  const { code = '' } = error as NodeJS.ErrnoException;
  if (error.name === 'ParserError')
    return final('not Redis', `What listens at ${place} is not Redis: correct host and port in ${name}`);
  const network = { server: 'Redis', place, name };
  return (
    explainNetwork(error.message === CLOSED ? 'ECONNRESET' : code, network) ??
    passing(code, `Redis at ${place} does not answer (${code || error.message})`)
  );
}

function explainReply(
  message: string,
  { name, place }: { readonly name: string; readonly place: string },
): Explained {
  const word = message.split(' ', 1)[0]!;
  const sentence = REPLIES[word];
  if (sentence !== undefined) return final(word, sentence(name, place));
  if (PASSING_REPLIES.has(word) || message.startsWith(NO_CONNECTION_LEFT))
    return passing(word, `Redis at ${place} cannot answer yet: ${message}`);
  return final(word, `Redis at ${place} refuses what ${name} asks for: ${message}`);
}

/** HOST:PORT of each server that the address names. */
function describePlaces(url: string): string {
  const address = parseRedisUrl(url);
  const places: readonly HostPort[] =
    address.kind === 'cluster'
      ? address.nodes
      : address.kind === 'sentinel'
        ? address.sentinels
        : [address.node];
  return places.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(', ');
}
