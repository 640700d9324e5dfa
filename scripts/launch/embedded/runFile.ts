import { join } from 'node:path';
import { claimDirectory, findTrustedOwners } from '../../../machine/claimDirectory.ts';
import { readOwnFile, replaceFile } from '../../../machine/files.ts';

/** The values that a run leaves for the next one (ports) and for commands beside it (addresses). */
export interface RunFile {
  readonly postgresPort?: number | undefined;
  readonly redisPort?: number | undefined;
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
  readonly metricsUrl?: string;
  readonly metricsPort?: number;
  readonly webPort?: number;
  readonly dashboardUrl?: string;
  /** Names of the servers that are watched. */
  readonly servers?: readonly string[];
}

const fileOf = (dataDir: string): string => join(dataDir, 'run.json');

export function readRunFile(dataDir: string): RunFile {
  try {
    return JSON.parse(readOwnFile(fileOf(dataDir), findTrustedOwners()) ?? '{}') as RunFile;
  } catch (error: unknown) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Readable by its owner only: addresses hold passwords. */
export function writeRunFile(dataDir: string, run: RunFile): void {
  claimDirectory(dataDir);
  replaceFile(fileOf(dataDir), `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
}
