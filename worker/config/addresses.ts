import { accessSync, constants } from 'node:fs';
import { z } from 'zod';
import { CERTIFICATE_PARAMETERS, findPostgresFault } from '../../db/address.ts';
import { parseRedisUrl, RedisAddressError } from '../../redis/address.ts';

/** Parameters that may be shown of an address' query; anything else may be a secret. */
const OPEN_PARAMETERS = new Set<string>([
  ...CERTIFICATE_PARAMETERS,
  'sslmode',
  'options',
  'family',
  'sentinelUsername',
]);

/** Each issue's message is the reason, without anything of the address. */
const address = (findFault: (text: string) => string | null) =>
  z.string().superRefine((text, context) => {
    const fault = findFault(text);
    if (fault !== null) context.addIssue({ code: 'custom', message: fault });
  });

/** Why an address of PostgreSQL cannot be used here; null where nothing is wrong. */
export const findPostgresUrlFault = (text: string): string | null =>
  findPostgresFault(text) ??
  findUnreadable(CERTIFICATE_PARAMETERS.map((name) => new URL(text).searchParams.get(name)));

export const postgresUrl = address(findPostgresUrlFault);

export const PUBLIC_URL_TAKES =
  'the scheme and host at which a proxy serves the dashboard: https://breakwater.example';

/** Becomes its origin. */
export const publicUrl = address((text) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return 'it is no such address';
  // Next fixes a path when the pages are built.
  return url.href === `${url.origin}/` ? null : 'it has more than scheme, host and port';
}).transform((text) => new URL(text).origin);

export const redisUrl = address((text) => {
  try {
    const { tls } = parseRedisUrl(text);
    return findUnreadable([tls?.ca, tls?.cert, tls?.key]);
  } catch (error: unknown) {
    if (error instanceof RedisAddressError) return error.message;
    throw error;
  }
});

function findUnreadable(files: readonly (string | null | undefined)[]): string | null {
  const missing = files.find((file) => file != null && !isReadable(file));
  return missing == null ? null : `${missing} cannot be read`;
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * An address as it may be shown: without password, whatever else is wrong with it. Null where it is none at all, and any
 * part of it may be the secret.
 */
export function maskAddress(text: string): string | null {
  const found = /^([a-z][a-z0-9+.-]*:\/\/)(.*)$/is.exec(text);
  if (found === null) return null;
  const [, scheme = '', rest = ''] = found;
  // A password may hold @, / and ?, where they should have been percent-encoded: up to the last @ all may be one.
  const at = rest.lastIndexOf('@');
  const login = at === -1 ? '' : `${maskLogin(rest.slice(0, at))}@`;
  const [place, query] = splitOnce(rest.slice(at + 1), '?');
  return scheme + login + maskPlace(place) + (query === undefined ? '' : `?${maskQuery(query)}`);
}

function maskLogin(login: string): string {
  const colon = login.indexOf(':');
  return colon === -1 ? '***' : `${login.slice(0, colon)}:***`;
}

/** HOST:PORT,HOST:PORT/PATH; behind a colon is a port or, where the @ is missing, a password. */
function maskPlace(place: string): string {
  const odd = /:(?!\d{1,5}(?:[,/]|$))/.exec(
    place.replace(/\[[0-9a-f:.]*\]/gi, (host) => 'x'.repeat(host.length)),
  );
  return odd === null ? place : `${place.slice(0, odd.index)}:***`;
}

function maskQuery(query: string): string {
  const parts = query.split('&').map((part) => {
    const [name, value] = splitOnce(part, '=');
    return value === undefined || OPEN_PARAMETERS.has(name) ? part : `${name}=***`;
  });
  return parts.join('&');
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
