import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskAddress } from '../../../worker/config/addresses.ts';
import { parseConfig } from '../../../worker/config/index.ts';

const readMessage = (environment: Readonly<Record<string, string>>): string => {
  try {
    parseConfig(environment);
    return '';
  } catch (error: unknown) {
    return (error as Error).message;
  }
};

describe('maskAddress', () => {
  it.each([
    ['redis://:hunter2@h:1/0', 'redis://:***@h:1/0'],
    ['redis+cluster://app:hunter2@a:1,b:2', 'redis+cluster://app:***@a:1,b:2'],
    ['postgres://app:hun/ter2?@h/db?sslmode=verify-full', 'postgres://app:***@h/db?sslmode=verify-full'],
    ['postgres://app:hunt@er2@h/db', 'postgres://app:***@h/db'],
    ['redis://hunter2@h', 'redis://***@h'],
    ['redis://user:hunter2', 'redis://user:***'],
    ['redis://[::1]:6379', 'redis://[::1]:6379'],
    [
      'redis+sentinel://a:1,b:2/m/3?sentinelPassword=hunter2',
      'redis+sentinel://a:1,b:2/m/3?sentinelPassword=***',
    ],
    ['redis://h?password=hunter2&family=6', 'redis://h?password=***&family=6'],
    ['hunter2@h:6379', null],
    ['', null],
  ])('%s', (address, shown) => {
    expect(maskAddress(address)).toBe(shown);
  });

  it('shows no password of an address that is written as it should be, nor of one that is not encoded', () => {
    const secret = fc.string({ minLength: 1, maxLength: 20, unit: 'binary' });
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom('redis', 'rediss+cluster', 'postgres'),
        fc.boolean(),
        (text, scheme, raw) => {
          const marked = `<<${text.replaceAll('@', '')}>>`;
          const password = raw ? marked : encodeURIComponent(marked.replace(/[\uD800-\uDFFF]/g, 'x'));
          expect(maskAddress(`${scheme}://u:${password}@h:1/2`)).toBe(`${scheme}://u:***@h:1/2`);
        },
      ),
    );
  });
});

describe('addresses', () => {
  it('a wrong one is named with what it got, without the password, why, and what it takes', () => {
    expect(readMessage({ REDIS_URL: 'redis+cluster://:hunter2@a:1/4' })).toBe(
      'REDIS_URL is "redis+cluster://:***@a:1/4": a cluster has database 0 only; it takes ' +
        'redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], redis+cluster://[USER:PASSWORD@]HOST:PORT,HOST:PORT… or ' +
        'redis+sentinel://[USER:PASSWORD@]HOST:PORT,HOST:PORT…/MASTER[/DATABASE]; with TLS rediss, rediss+cluster, ' +
        'rediss+sentinel',
    );
  });

  it.each(['DATABASE_URL', 'MIGRATION_DATABASE_URL', 'OBSERVER_DATABASE_URL'])(
    '%s takes PostgreSQL addresses, and certificates that can be read',
    (name) => {
      const others = { DATABASE_URL: 'postgres://h/db' };
      expect(readMessage({ ...others, [name]: 'mysql://u:hunter2@h' })).toContain(
        `${name} is "mysql://u:***@h": it is no such address; it takes postgres://`,
      );
      const tls = 'postgres://h/db?sslmode=verify-full&sslrootcert=/nowhere/ca.pem';
      expect(readMessage({ ...others, [name]: tls })).toContain('/nowhere/ca.pem cannot be read');
      expect(readMessage({ ...others, [name]: 'postgres://h/db?sslmode=full' })).toContain(
        'sslmode is one of',
      );
      expect(readMessage({ ...others, [name]: 'postgresql://h/db' })).toBe('');
    },
  );

  it('those of migrations and observer come with only DATABASE_URL', () => {
    expect(readMessage({ OBSERVER_DATABASE_URL: 'postgres://h/db' })).toContain(
      'OBSERVER_DATABASE_URL is set, but DATABASE_URL is not',
    );
    const all = {
      DATABASE_URL: 'postgres://app@h/db',
      MIGRATION_DATABASE_URL: 'postgres://owner@h/db',
      OBSERVER_DATABASE_URL: 'postgres://monitor@h/db',
    };
    expect(parseConfig(all)).toMatchObject({
      databaseUrl: 'postgres://app@h/db',
      migrationDatabaseUrl: 'postgres://owner@h/db',
      observerDatabaseUrl: 'postgres://monitor@h/db',
    });
  });
});
