import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

/** Headers in which proxies name the client. */
const FORWARDED_HEADERS = ['forwarded', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto'];

/**
 * Puts the client's address into x-forwarded-for. A client may say anything of itself, so it is the socket's, unless that
 * is a trusted proxy's: then the nearest that no trusted proxy has, as each adds whom it saw at the end. What else is said
 * of the client is dropped where nobody trusted says it. `trusted`: addresses and networks.
 */
export function rewriteForwarded(
  {
    headers,
    socket,
  }: Pick<IncomingMessage, 'headers'> & {
    readonly socket: { readonly remoteAddress?: string | undefined };
  },
  trusted: readonly string[],
): void {
  const nearest = socket.remoteAddress ?? 'unknown';
  const isProxy = isTrusted(nearest, trusted);
  if (!isProxy) for (const name of FORWARDED_HEADERS) delete headers[name];
  const said = isProxy ? String(headers['x-forwarded-for'] ?? '').split(',') : [];
  const chain = [...said.map(readAddress), nearest];
  // Anybody can write the part before something that is no address.
  const known = chain.slice(chain.findLastIndex((address) => !ipaddr.isValid(address)) + 1);
  headers['x-forwarded-for'] =
    known.findLast((address) => !isTrusted(address, trusted)) ?? known[0] ?? nearest;
}

/** Some proxies write the port, too: 203.0.113.5:4711, [2001:db8::1]:4711. */
const readAddress = (part: string): string =>
  part
    .trim()
    .replace(/^\[(.+)\](?::\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1');

function isTrusted(address: string, trusted: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 client of a socket for both kinds: ::ffff:127.0.0.1
  const own = ipaddr.process(address);
  return trusted.some((part) => {
    const [network, bits] = part.includes('/') ? ipaddr.parseCIDR(part) : parseOne(part);
    return network.kind() === own.kind() && own.match(network, bits);
  });
}

function parseOne(address: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const one = ipaddr.process(address);
  return [one, one.kind() === 'ipv4' ? 32 : 128];
}
