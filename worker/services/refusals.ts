import { readSqlState } from '../../db/sqlState.ts';

export type ServerName = 'PostgreSQL' | 'Redis';

/** A server answers and will not have us, or is not the one it should be; the message says what to change. */
export class RefusedByServerError extends Error {
  override readonly name = 'RefusedByServerError';
}

const VARIABLES: Readonly<Record<ServerName, string>> = { PostgreSQL: 'DATABASE_URL', Redis: 'REDIS_URL' };

/** https://nodejs.org/docs/latest-v20.x/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE_CODES = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
const LOGIN_CODES = new Set(['WRONGPASS', 'NOAUTH']);

/**
 * Tells a server that is away from one that refuses: waiting for the second would hide the mistake.
 * @throws RefusedByServerError
 */
export function throwIfRefused(name: ServerName, error: unknown): void {
  const code = findCode(error);
  const variable = VARIABLES[name];
  if (CERTIFICATE_CODES.has(code)) {
    throw new RefusedByServerError(
      `${name} shows a certificate that is not trusted (${code}): ${variable} must name its CA by sslrootcert=FILE, and ` +
        'the host as the certificate does',
      { cause: error },
    );
  }
  if (isRefusedSetting(code, error)) {
    throw new RefusedByServerError(
      `${variable} leads through a pooler that refuses synchronous_commit and statement_timeout (${code}): name the host and ` +
        'port of PostgreSQL itself',
      { cause: error },
    );
  }
  if (LOGIN_CODES.has(code) || code.startsWith('28')) {
    throw new RefusedByServerError(`${name} refuses the user or the password of ${variable} (${code})`, {
      cause: error,
    });
  }
}

/**
 * Whether a pooler refuses what the connection is opened with. PgBouncer gives 08P01 for outages, too, and only its words
 * (src/client.c, never translated) set this apart; RDS Proxy gives 0A000.
 */
function isRefusedSetting(code: string, error: unknown): boolean {
  return code === '0A000' || (code === '08P01' && /startup parameter/.test((error as Error).message));
}

/** SQLSTATE, Node's code, or the first word of Redis' reply. */
function findCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error.name === 'ReplyError') return error.message.split(' ', 1)[0]!;
  return readSqlState(error) ?? (error as NodeJS.ErrnoException).code ?? '';
}
