import { setTimeout as delay } from 'node:timers/promises';
import type { Spike } from '../../../domain/spikes.ts';
import type { Incident } from './incidents.ts';
import { DISK_BYTES, type StagedServer } from './StagedServer.ts';

/** Between what was prepared and the incident. */
const CALM_MS = 12_000;
/** A spike is known some seconds after it ended. */
const KNOWN_AFTER_MS = 8_000;
/** A spike that began sooner before an incident is none of it. */
const SLACK_MS = 2_000;

export interface IncidentResult {
  readonly cause: Incident['cause'];
  readonly name: string;
  /** Of the longest spike during the incident; null where none was found. */
  readonly verdict: Spike['verdict'] | null;
  readonly isRight: boolean;
  readonly spike: Spike | null;
}

/** Brings an incident about after some calm, and returns what the observer made of it. */
export async function runIncident(server: StagedServer, incident: Incident): Promise<IncidentResult> {
  server.limitDisk(null);
  await incident.prepare?.(server);
  server.limitDisk(DISK_BYTES);
  await delay(CALM_MS);
  const from = Date.now();
  const before = server.spikes.length;
  await incident.stage(server);
  await delay(KNOWN_AFTER_MS);
  const found = server.spikes.slice(before).filter(({ startedAt }) => startedAt > from - SLACK_MS);
  const spike = found.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0] ?? null;
  server.limitDisk(null);
  await incident.clean?.(server);
  const { cause, name } = incident;
  const verdict = spike?.verdict ?? null;
  return { cause, name, verdict, isRight: verdict === cause, spike };
}

const lengthOf = ({ startedAt, endedAt }: Spike): number => endedAt - startedAt;
