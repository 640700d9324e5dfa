import { readFileSync } from 'node:fs';
import { findPostgresUrlFault, redisUrl } from '../../../worker/config/addresses.ts';
import type { Case } from './Case.ts';

/** The message for each address, in the file's order; null: the address is right, and only its server can refuse it. */
const REMEDIES: readonly (string | null)[] = [
  'percent-encode the % in the password as %25',
  'percent-encode the % in the password as %25',
  'percent-encode the / in the password as %2F',
  'percent-encode the # in the password as %23',
  'it takes one host: name the primary only',
  'it takes one host: name the primary only',
  null,
  null,
  'percent-encode the / in the password as %2F',
  'percent-encode the # in the password as %23',
  null,
  'it takes no socket file: write redis://HOST:PORT, with the port of redis.conf',
  'write rediss:// in place of valkeys://, Valkey takes it too',
];

export const ADDRESS_CASES: readonly Case[] = [
  {
    name: '60-addresses',
    check: async (file) => {
      const urls = readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => line.replace(/\s+# .*$/, '').trim())
        .filter((line) => /^[a-z+]+:\/\//.test(line));
      const wrong = urls.flatMap((url, i) => {
        const found = findFault(url);
        return found === REMEDIES[i] ? [] : [`address ${i + 1} gets "${found}"`];
      });
      return wrong.length === 0 && urls.length === REMEDIES.length
        ? null
        : [`${urls.length} addresses`, ...wrong].join('; ');
    },
  },
];

function findFault(url: string): string | null {
  if (url.startsWith('postgres')) return findPostgresUrlFault(url);
  const parsed = redisUrl.safeParse(url);
  return parsed.success ? null : parsed.error.issues[0]!.message;
}
