const LOCAL_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Only this machine reaches it. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

/** A host without the brackets that an IPv6 address has before a port. */
export const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

/** HOST:PORT as an address has it: an IPv6 address in brackets. */
export const joinHostPort = (host: string, port: number): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

/**
 * Whether a request's Host header is a name for the server that listens on `host`. A page of another site can make its
 * own name point at this machine (DNS rebinding), but cannot send another Host. Beyond loopback any name may be right.
 * `publicUrl`: where a reverse proxy serves it, which may pass that name on.
 */
export function isRightHost(header: string | null | undefined, host: string, publicUrl?: string): boolean {
  if (!isLoopback(host)) return true;
  if (header == null || !URL.canParse(`http://${header}`)) return false;
  const { hostname } = new URL(`http://${header}`);
  return LOCAL_NAMES.has(hostname) || hostname === host || hostname === findHostname(publicUrl);
}

const findHostname = (url: string | undefined): string | null =>
  url === undefined ? null : new URL(url).hostname;
