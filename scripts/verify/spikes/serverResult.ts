import { existsSync, readFileSync } from 'node:fs';
import type { Spike } from '../../../domain/spikes.ts';
import { replaceFile } from '../../../machine/files.ts';
import type { IncidentResult } from './runIncident.ts';

/** What nothing was staged in. */
export interface Calm {
  readonly minutes: number;
  readonly spikes: readonly Spike[];
}

export interface ServerResult {
  readonly version: string;
  readonly incidents: readonly IncidentResult[];
  /** Null where it was not run. */
  readonly calm: Calm | null;
}

export interface KeptResult {
  readonly read: () => ServerResult;
  readonly write: (result: ServerResult) => void;
}

/** What is done of one server, in a file. */
export function openKept(file: string): KeptResult {
  return {
    read: () =>
      existsSync(file)
        ? (JSON.parse(readFileSync(file, 'utf8')) as ServerResult)
        : { version: 'unknown', incidents: [], calm: null },
    write: (result) => replaceFile(file, `${JSON.stringify(result, null, 2)}\n`, { mode: 0o644 }),
  };
}
