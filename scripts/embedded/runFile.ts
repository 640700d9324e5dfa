import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a run leaves for the next one (ports) and for commands beside it (addresses). */
export interface RunFile {
  readonly postgresPort?: number | undefined;
  readonly redisPort?: number | undefined;
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
  readonly metricsUrl?: string;
  readonly metricsPort?: number;
  readonly webPort?: number;
  readonly dashboardUrl?: string;
}

const fileOf = (dataDir: string): string => join(dataDir, 'run.json');

export function readRunFile(dataDir: string): RunFile {
  const file = fileOf(dataDir);
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunFile;
  } catch {
    return {};
  }
}

/** Readable by its owner alone: addresses hold passwords. */
export function writeRunFile(dataDir: string, run: RunFile): void {
  mkdirSync(dirname(fileOf(dataDir)), { recursive: true });
  writeFileSync(fileOf(dataDir), `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
}
