import { describe, expect, it } from 'vitest';
import { parseRedisUrl, RedisAddressError } from '../../redis/address.ts';

describe('parseRedisUrl', () => {
  it.each([
    [
      'redis://localhost',
      { kind: 'single', node: { host: 'localhost', port: 6379 }, database: 0, tls: null, login: {} },
    ],
    [
      'redis://:p%40ss@10.0.0.1:7000/3',
      { node: { host: '10.0.0.1', port: 7000 }, database: 3, login: { password: 'p@ss' } },
    ],
    [
      'rediss://app:pw@[::1]:6380',
      { node: { host: '::1', port: 6380 }, login: { username: 'app', password: 'pw' }, tls: {} },
    ],
    [
      'rediss://h?sslrootcert=/ca.pem&sslcert=/c.pem&sslkey=/k.pem',
      { tls: { ca: '/ca.pem', cert: '/c.pem', key: '/k.pem' } },
    ],
    ['redis://h?family=6', { family: 6 }],
    [
      'redis+cluster://:pw@a:1,b:2,[fe80::1]:3',
      {
        kind: 'cluster',
        nodes: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
          { host: 'fe80::1', port: 3 },
        ],
        login: { password: 'pw' },
        tls: null,
      },
    ],
    ['rediss+cluster://a:1/0', { kind: 'cluster', nodes: [{ host: 'a', port: 1 }], tls: {} }],
    [
      'rediss+sentinel://app:pw@a,b:2/my%20master/5?sentinelUsername=s&sentinelPassword=x%2Fy',
      {
        kind: 'sentinel',
        sentinels: [
          { host: 'a', port: 26379 },
          { host: 'b', port: 2 },
        ],
        masterName: 'my master',
        database: 5,
        login: { username: 'app', password: 'pw' },
        sentinelLogin: { username: 's', password: 'x/y' },
        tls: {},
      },
    ],
    ['redis+sentinel://a:1/m?sentinelPassword=a+b%2Fc', { sentinelLogin: { password: 'a+b/c' } }],
    ['redis+sentinel://a:1/m', { kind: 'sentinel', masterName: 'm', database: 0, sentinelLogin: {} }],
  ])('%s', (url, expected) => {
    expect(parseRedisUrl(url)).toMatchObject(expected);
  });

  it.each([
    ['', 'no such address'],
    ['http://h', 'no such address'],
    ['redis:h', 'no such address'],
    ['redis://', 'a host is missing'],
    ['redis://h:0', 'no HOST:PORT'],
    ['redis://h:70000', 'no HOST:PORT'],
    ['redis://a b', 'percent-encode the blank'],
    ['redis://h:1/x', 'database is no number'],
    ['redis://h:1/1/2', 'database is no number'],
    ['redis://secret@h', 'behind a colon'],
    ['redis://user:@h', 'password is empty'],
    ['redis://:a%zz@h', 'percent-encode the % in the password as %25'],
    ['redis://:pa/ss@h:1', 'percent-encode the / in the password as %2F'],
    ['redis://a:1,b:2', 'redis+cluster'],
    ['redis://h?sslrootcert=/ca.pem', 'need rediss'],
    ['rediss://h?sslcert=/c.pem', 'go together'],
    ['redis://h?password=x', 'it takes family, sslrootcert'],
    ['redis://h?family=5', 'family is 4 or 6'],
    ['redis+cluster://a:1/2', 'database 0 only'],
    ['redis+cluster://a:1,,b:2', 'a host is missing'],
    ['redis+sentinel://a:1', 'names no master'],
    ['redis+sentinel://a:1/m/x', 'database is no number'],
    ['redis+sentinel://a:1/m?sentinelUsername=u', 'needs a sentinelPassword'],
    ['redis+pool://a:1', 'no such address'],
  ])('refuses "%s"', (url, reason) => {
    expect(() => parseRedisUrl(url)).toThrow(RedisAddressError);
    expect(() => parseRedisUrl(url)).toThrow(reason);
  });
});
