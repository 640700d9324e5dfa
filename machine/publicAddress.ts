import { lookup as resolveHost } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The address leads into this machine or its network. */
export class NotPublicError extends Error {
  override readonly name = 'NotPublicError';

  constructor() {
    super('address is not public');
  }
}

/** True for an address of figures that is not public: for it nothing is looked up. */
export function isPrivateLiteral({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(host) && !isPublic(host);
}

/** For a request's `lookup`: checked where the connection is made, so a name cannot change in between. */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  resolveHost(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '', 0);
    const first = addresses[0];
    if (first === undefined || !addresses.every(({ address }) => isPublic(address))) {
      return callback(new NotPublicError(), '', 0);
    }
    if (options.all) return callback(null, addresses);
    return callback(null, first.address, first.family);
  });
};

/** Neither private, loopback, link-local, shared (CGNAT), multicast, reserved, nor such an address mapped into IPv6. */
function isPublic(address: string): boolean {
  return ipaddr.process(address).range() === 'unicast';
}
