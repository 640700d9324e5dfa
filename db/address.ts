import { canDecode, findLoginFault } from '../domain/loginFault.ts';

/** In words, for errors and the documentation. */
export const POSTGRES_URL_TAKES =
  'postgres://USER:PASSWORD@HOST:PORT/DATABASE, with TLS ?sslmode=verify-full&sslrootcert=FILE';

/** Parameters that name files. */
export const CERTIFICATE_PARAMETERS = ['sslrootcert', 'sslcert', 'sslkey'] as const;

const SSL_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];
/** The driver takes them for verify-full, and warns. */
const TAKEN_FOR_VERIFY_FULL = new Set(['prefer', 'require', 'verify-ca']);
const SCHEME = /^postgres(ql)?:\/\//i;
const HOST_AND_PORT = /^(?<host>\[[0-9a-f:.]+(%25\w+)?\]|[^:[\]]*)(?::(?<port>\d{0,5}))?$/i;

/** Notations of other programs, with what to write instead. */
const OTHER_NOTATIONS: readonly (readonly [RegExp, string])[] = [
  [/^["'].*["']$/s, 'the quotes are part of it: leave them out'],
  [/^\s|\s$/, 'it begins or ends with a blank: leave that out'],
  [/^jdbc:/i, 'leave out "jdbc:", and put user and password before the host'],
  [/^postgres(ql)?\+\w+:\/\//i, 'leave out the + and the name of the driver'],
  [/\b(host|hostaddr|dbname)\s*=/i, 'write the keywords as one address'],
  [/^[a-z0-9.-]+(:\d+)?(\/\w*)?$/i, 'it must begin with postgres://'],
];

/** Why an address cannot be used, in words that repeat none of it and name the remedy; null where nothing is wrong. */
export function findPostgresFault(text: string): string | null {
  if (!SCHEME.test(text)) {
    return OTHER_NOTATIONS.find(([shape]) => shape.test(text))?.[1] ?? 'it is no such address';
  }
  const rest = text.replace(SCHEME, '');
  return findLoginFault(rest) ?? findPlaceFault(rest) ?? findParameterFault(text);
}

function findPlaceFault(rest: string): string | null {
  const [, authority = '', path = ''] = /^([^/?]*)(?:\/([^?]*))?/.exec(rest)!;
  const place = authority.slice(authority.lastIndexOf('@') + 1);
  if (place.includes(',')) return 'it takes one host: name the primary only';
  if ((place.match(/:/g) ?? []).length > 1 && !place.startsWith('['))
    return 'put the IPv6 address in brackets, as [::1]:5432';
  const found = HOST_AND_PORT.exec(place)?.groups;
  const port = found?.['port'] ?? '';
  if (found === undefined || (port !== '' && (Number(port) < 1 || Number(port) > 65_535)))
    return 'behind the host comes a port from 1 to 65535, and a login ends with @';
  if (authority !== place && found['host'] === '') return 'the host is missing: it comes behind the @';
  if (!canDecode(place)) return 'percent-encode the % in the host as %25';
  return canDecode(path) ? null : 'percent-encode the % in the database as %25';
}

function findParameterFault(text: string): string | null {
  if (!URL.canParse(text)) return 'it is no such address';
  const mode = new URL(text).searchParams.get('sslmode');
  return mode === null || SSL_MODES.includes(mode) ? null : `sslmode is one of ${SSL_MODES.join(', ')}`;
}

/** The address as the driver takes it without a warning. */
export function toConnectionString(address: string, { options }: { readonly options?: string } = {}): string {
  const url = new URL(address);
  const { searchParams } = url;
  if (TAKEN_FOR_VERIFY_FULL.has(searchParams.get('sslmode') ?? ''))
    searchParams.set('sslmode', 'verify-full');
  const own = searchParams.get('options');
  // Last among the session's options, so that none of the address can loosen it.
  if (options !== undefined) searchParams.set('options', own === null ? options : `${own} ${options}`);
  return url.href;
}
