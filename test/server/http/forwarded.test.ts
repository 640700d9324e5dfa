import { expect, it, test } from 'vitest';
import { rewriteForwarded } from '../../../server/http/forwarded.ts';

function readClient(remoteAddress: string, forwarded: string | undefined, trusted: readonly string[]) {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  rewriteForwarded({ headers, socket: { remoteAddress } }, trusted);
  return (headers as Record<string, string>)['x-forwarded-for'];
}

test.each([
  ['no proxy is named', '10.0.0.1', '203.0.113.7', [], '10.0.0.1'],
  ['another one is named', '10.0.0.1', '203.0.113.7', ['10.0.0.2'], '10.0.0.1'],
  ['it is named', '10.0.0.1', '203.0.113.7', ['10.0.0.1'], '203.0.113.7'],
  ['its network is named', '10.0.0.1', '203.0.113.7', ['10.0.0.0/8'], '203.0.113.7'],
  ['it comes as IPv4 in IPv6', '::ffff:10.0.0.1', '203.0.113.7', ['10.0.0.1'], '203.0.113.7'],
  ['it comes by IPv6', '::1', '2001:db8::7', ['::1'], '2001:db8::7'],
  ['there are two', '10.0.0.1', '203.0.113.7, 10.0.0.9', ['10.0.0.0/8'], '203.0.113.7'],
  ['the client lies before it', '10.0.0.1', '1.2.3.4, 203.0.113.7', ['10.0.0.1'], '203.0.113.7'],
  ['the client sends rubbish', '10.0.0.1', 'x, <y>, 203.0.113.7', ['10.0.0.1'], '203.0.113.7'],
  ['the proxy writes the port', '10.0.0.1', '9.9.9.9, 203.0.113.7:4711', ['10.0.0.1'], '203.0.113.7'],
  ['it does so in IPv6', '10.0.0.1', '9.9.9.9, [2001:db8::7]:4711', ['10.0.0.1'], '2001:db8::7'],
  ['the proxy writes no address', '10.0.0.1', '9.9.9.9, unknown', ['10.0.0.1'], '10.0.0.1'],
  ['the proxy says nothing', '10.0.0.1', undefined, ['10.0.0.1'], '10.0.0.1'],
] as const)('where %s', (...[, remote, forwarded, trusted, client]) => {
  expect(readClient(remote, forwarded, trusted)).toBe(client);
});

it('drops what a stranger says of scheme and host', () => {
  const read = (trusted: readonly string[]) => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' };
    rewriteForwarded({ headers, socket: { remoteAddress: '10.0.0.1' } }, trusted);
    return Object.keys(headers);
  };
  expect(read([])).toEqual(['x-forwarded-for']);
  expect(read(['10.0.0.1'])).toContain('x-forwarded-proto');
});
