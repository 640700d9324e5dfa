import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig, toWallMs } from '../../../worker/config/index.ts';

describe('parseConfig', () => {
  it('has the documented defaults', () => {
    expect(parseConfig({})).toMatchObject({
      preset: 'incident',
      source: 'simulate',
      timeScale: 10,
      syncIntervalMs: 300_000,
      batchSize: 100,
      bufferShards: 1,
      metricsPort: 9464,
      host: '127.0.0.1',
    });
    expect(parseConfig({}).strategy).toBeUndefined();
  });

  it.each([
    ['PRESET', 'storm'],
    ['SOURCE', 'kafka'],
    ['STRATEGY', 'fast'],
    ['TIME_SCALE', '0'],
    ['BATCH_SIZE', '1001'],
    ['METRICS_PORT', 'abc'],
    ['SEED', '-1'],
  ])('names %s, what it got and what it takes', (name, value) => {
    expect(() => parseConfig({ [name]: value })).toThrow(`${name} is ${JSON.stringify(value)}: it takes `);
  });

  it('names every wrong variable at once, and shows no secret', () => {
    const wrong = { DATABASE_URL: 'mysql://user:hunter2@db', PRESET: 'x', SEED: 'y' };
    const message = (() => {
      try {
        parseConfig(wrong);
        return '';
      } catch (error: unknown) {
        return error instanceof ConfigError ? error.message : '';
      }
    })();
    expect(message.split('\n')).toHaveLength(3);
    expect(message).toContain('DATABASE_URL');
    expect(message).not.toContain('hunter2');
  });

  it('does not listen beyond this machine without a token', () => {
    expect(() => parseConfig({ HOST: '0.0.0.0' })).toThrow('DASHBOARD_TOKEN');
    expect(parseConfig({ HOST: '0.0.0.0', DASHBOARD_TOKEN: 'x'.repeat(16) }).host).toBe('0.0.0.0');
  });

  it('takes a public address and the proxies before it, and shows no password of either', () => {
    const token = { DASHBOARD_TOKEN: 'x'.repeat(16) };
    const config = parseConfig({
      ...token,
      PUBLIC_URL: 'https://breakwater.example/',
      TRUSTED_PROXY: '127.0.0.1, 10.0.0.0/8,::1',
    });
    expect(config.publicUrl).toBe('https://breakwater.example');
    expect(config.trustedProxies).toEqual(['127.0.0.1', '10.0.0.0/8', '::1']);
    expect(() => parseConfig({ PUBLIC_URL: 'https://breakwater.example' })).toThrow('DASHBOARD_TOKEN');
    for (const PUBLIC_URL of ['breakwater.example', 'ftp://a', 'https://a/b', 'https://u:hunter2@a'])
      expect(() => parseConfig({ ...token, PUBLIC_URL })).toThrow(/^PUBLIC_URL is (?!.*hunter2).* it takes /);
    expect(() => parseConfig({ TRUSTED_PROXY: 'nginx' })).toThrow(
      'TRUSTED_PROXY is "nginx": it takes addresses and networks of your proxies',
    );
  });

  it('shows no token that is too short', () => {
    for (const name of ['DASHBOARD_TOKEN', 'METRICS_TOKEN'])
      expect(() => parseConfig({ [name]: 'hunter2' })).toThrow(
        `${name} is a value that is not shown: it takes at least 16 characters`,
      );
    expect(parseConfig({ METRICS_TOKEN: 'x'.repeat(16) }).metricsToken).toBe('x'.repeat(16));
  });

  it('compresses workload time', () => {
    expect(toWallMs(300_000, 10)).toBe(30_000);
  });
});
