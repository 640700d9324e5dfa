import { isLoopback } from '../../http/hosts.ts';

interface Read {
  readonly HOST: string;
  readonly PUBLIC_URL?: string | undefined;
  readonly DASHBOARD_TOKEN?: string | undefined;
  readonly DATABASE_URL?: string | undefined;
  readonly MIGRATION_DATABASE_URL?: string | undefined;
  readonly OBSERVER_DATABASE_URL?: string | undefined;
  readonly WATCH: readonly unknown[];
  readonly WATCH_FILE?: readonly unknown[] | undefined;
  readonly WEBHOOK?: string | undefined;
  readonly WEBHOOK_FILE?: string | undefined;
}

/** Variables that do not go together, in a sentence; null where all do. */
export function findContradiction(read: Read, tokenTakes: string): string | null {
  if (!isLoopback(read.HOST) && read.DASHBOARD_TOKEN === undefined) {
    return `HOST is "${read.HOST}": other machines can reach it, so DASHBOARD_TOKEN must be set (${tokenTakes})`;
  }
  if (read.PUBLIC_URL !== undefined && read.DASHBOARD_TOKEN === undefined) {
    return `PUBLIC_URL is "${read.PUBLIC_URL}": other machines can reach it through the proxy, so DASHBOARD_TOKEN must be set (${tokenTakes})`;
  }
  const lone = (['MIGRATION_DATABASE_URL', 'OBSERVER_DATABASE_URL'] as const).find((name) => read[name]);
  if (lone !== undefined && read.DATABASE_URL === undefined) {
    return `${lone} is set, but DATABASE_URL is not: both lead to the same database`;
  }
  if (read.WATCH_FILE !== undefined && read.WATCH.length > 0) {
    return 'WATCH and WATCH_FILE are both set: set one of them';
  }
  if (read.WEBHOOK_FILE !== undefined && read.WEBHOOK !== undefined) {
    return 'WEBHOOK and WEBHOOK_FILE are both set: set one of them';
  }
  return null;
}
