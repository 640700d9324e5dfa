import { canDecode, findLoginFault } from '../domain/loginFault.ts';

/** HOST:PORT of one server. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** PEM files; a missing one: the system's own CAs, or no certificate of ours. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

interface Login {
  readonly username?: string;
  readonly password?: string;
}

interface Access {
  readonly login: Login;
  /** Null: without TLS. */
  readonly tls: TlsFiles | null;
  /** Family of IP; undefined: the one that the name resolves to. */
  readonly family: number | undefined;
}

/** Where Redis is, as REDIS_URL says it. */
export type RedisAddress = Access &
  (
    | { readonly kind: 'single'; readonly node: HostPort; readonly database: number }
    | { readonly kind: 'cluster'; readonly nodes: readonly HostPort[] }
    | {
        readonly kind: 'sentinel';
        readonly sentinels: readonly HostPort[];
        /** The name under which the Sentinels watch the master. */
        readonly masterName: string;
        readonly database: number;
        /** For the Sentinels themselves. */
        readonly sentinelLogin: Login;
      }
  );

/** In words, for the error and the documentation. */
export const REDIS_URL_TAKES =
  'redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], redis+cluster://[USER:PASSWORD@]HOST:PORT,HOST:PORT… or ' +
  'redis+sentinel://[USER:PASSWORD@]HOST:PORT,HOST:PORT…/MASTER[/DATABASE]; with TLS rediss, rediss+cluster, rediss+sentinel';

/** A Redis address that cannot be used; the message says why and holds nothing of it. */
export class RedisAddressError extends Error {
  override readonly name = 'RedisAddressError';
}

const PARTS =
  /^(?<scheme>rediss?(\+cluster|\+sentinel)?):\/\/(?:(?<login>[^/?#]*)@)?(?<hosts>[^/?#@]*)(?:\/(?<path>[^?#]*))?(?:\?(?<query>[^#]*))?$/i;
const SCHEME = /^rediss?(\+cluster|\+sentinel)?:\/\//i;
const HOST_PORT = /^(?<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?<port>\d{1,5}))?$/i;
const DATABASE = /^\d{1,5}$/;
const REDIS_PORT = 6379;
const SENTINEL_PORT = 26379;
const COMMON_PARAMETERS = ['family', 'sslrootcert', 'sslcert', 'sslkey'];
const SENTINEL_PARAMETERS = ['sentinelUsername', 'sentinelPassword'];

/** Notations of other programs, with what to write instead. */
const OTHER_NOTATIONS: readonly (readonly [RegExp, string])[] = [
  [/^["'].*["']$/s, 'the quotes are part of it: leave them out'],
  [/^\s|\s$/, 'it begins or ends with a blank: leave that out'],
  [/^valkeys:\/\//i, 'write rediss:// in place of valkeys://, Valkey takes it too'],
  [/^valkey:\/\//i, 'write redis:// in place of valkey://, Valkey takes it too'],
  [
    /^(redis\+)?(unix|socket):|^\//i,
    'it takes no socket file: write redis://HOST:PORT, with the port of redis.conf',
  ],
  [/^redis(s?)-(cluster|sentinel):\/\//i, 'write redis+cluster:// or redis+sentinel://'],
  [/^[a-z0-9.-]+(:\d+)?(\/\d*)?$/i, 'it must begin with redis://, or rediss:// for TLS'],
];

/** @throws RedisAddressError */
export function parseRedisUrl(url: string): RedisAddress {
  const fault = findFault(url);
  if (fault !== null) throw new RedisAddressError(fault);
  const parts = PARTS.exec(url)?.groups;
  if (parts === undefined) throw new RedisAddressError('it is no such address');
  const [security, mode] = parts['scheme']!.toLowerCase().split('+') as [string, string?];
  const parameters = readParameters(parts['query'] ?? '', mode === 'sentinel');
  const access = {
    login: parseLogin(parts['login'] ?? ''),
    tls: readTlsFiles(parameters, security === 'rediss'),
    family: readFamily(parameters.get('family')),
  };
  const hosts = parts['hosts']!;
  const path = (parts['path'] ?? '').split('/').map(decode);
  if (mode === 'cluster') return { ...access, kind: 'cluster', nodes: parseCluster(hosts, path) };
  if (mode === 'sentinel') return { ...access, ...parseSentinel(hosts, path, parameters) };
  const [node, ...more] = parseHosts(hosts, REDIS_PORT);
  if (more.length > 0)
    throw new RedisAddressError('several hosts need redis+cluster:// or redis+sentinel://');
  return { ...access, kind: 'single', node: node!, database: parseDatabase(path) };
}

function findFault(url: string): string | null {
  if (!SCHEME.test(url)) return OTHER_NOTATIONS.find(([shape]) => shape.test(url))?.[1] ?? null;
  return findLoginFault(url.replace(SCHEME, ''));
}

function parseCluster(hosts: string, path: readonly string[]): HostPort[] {
  if (parseDatabase(path) !== 0) throw new RedisAddressError('a cluster has database 0 only');
  return parseHosts(hosts, REDIS_PORT);
}

function parseSentinel(
  hosts: string,
  [masterName = '', ...path]: readonly string[],
  parameters: ReadonlyMap<string, string>,
) {
  if (masterName === '') throw new RedisAddressError('it names no master: /MASTER is missing');
  const [username, password] = SENTINEL_PARAMETERS.map((name) => parameters.get(name));
  if (username !== undefined && password === undefined)
    throw new RedisAddressError('sentinelUsername needs a sentinelPassword');
  return {
    kind: 'sentinel' as const,
    sentinels: parseHosts(hosts, SENTINEL_PORT),
    masterName,
    database: parseDatabase(path),
    sentinelLogin: toLogin(username, password),
  };
}

function parseHosts(text: string, defaultPort: number): HostPort[] {
  return text.split(',').map((each) => {
    const found = HOST_PORT.exec(each)?.groups;
    const port = Number(found?.['port'] ?? defaultPort);
    if ((each.match(/:/g) ?? []).length > 1 && !each.startsWith('['))
      throw new RedisAddressError('put the IPv6 address in brackets, as [::1]:6379');
    if (found === undefined || port < 1 || port > 65_535)
      throw new RedisAddressError('a host is missing, or is no HOST:PORT');
    return { host: found['host']!.replace(/^\[|\]$/g, ''), port };
  });
}

function parseDatabase([text = '', ...more]: readonly string[]): number {
  if (more.length > 0 || !(text === '' || DATABASE.test(text)))
    throw new RedisAddressError('the database is no number');
  return Number(text);
}

function parseLogin(text: string): Login {
  if (text === '') return {};
  const colon = text.indexOf(':');
  if (colon === -1)
    throw new RedisAddressError('a password comes behind a colon: USER:PASSWORD@ or :PASSWORD@');
  const [username, password] = [decode(text.slice(0, colon)), decode(text.slice(colon + 1))];
  if (password === '') throw new RedisAddressError('the password is empty');
  return toLogin(username === '' ? undefined : username, password);
}

const toLogin = (username: string | undefined, password: string | undefined): Login => ({
  ...(username !== undefined && { username }),
  ...(password !== undefined && { password }),
});

function readParameters(query: string, isSentinel: boolean): ReadonlyMap<string, string> {
  const parameters = new Map(query.split('&').filter(Boolean).map(readParameter));
  const known = isSentinel ? [...COMMON_PARAMETERS, ...SENTINEL_PARAMETERS] : COMMON_PARAMETERS;
  if ([...parameters.keys()].some((name) => !known.includes(name)))
    throw new RedisAddressError(`after the question mark it takes ${known.join(', ')}`);
  return parameters;
}

/** A + stays one, unlike in a form: passwords hold it. */
function readParameter(text: string): [string, string] {
  const [name = '', value = ''] = text.split(/=(.*)/s);
  return [decode(name), decode(value)];
}

function readTlsFiles(parameters: ReadonlyMap<string, string>, secure: boolean): TlsFiles | null {
  const [ca, cert, key] = ['sslrootcert', 'sslcert', 'sslkey'].map((name) => parameters.get(name));
  const named = ca !== undefined || cert !== undefined || key !== undefined;
  if (named && !secure) throw new RedisAddressError('certificates need rediss');
  if ((cert === undefined) !== (key === undefined))
    throw new RedisAddressError('sslcert and sslkey go together');
  if (!secure) return null;
  return { ...(ca !== undefined && { ca }), ...(cert !== undefined && key !== undefined && { cert, key }) };
}

function readFamily(text: string | undefined): number | undefined {
  if (text === undefined || text === '0') return undefined;
  if (text !== '4' && text !== '6') throw new RedisAddressError('family is 4 or 6');
  return Number(text);
}

function decode(text: string): string {
  if (!canDecode(text)) throw new RedisAddressError('percent-encode each % as %25');
  return decodeURIComponent(text);
}
