import { abortableDelay } from '../../../machine/abortableDelay.ts';
import { INCIDENTS } from './incidents.ts';
import { runIncident } from './runIncident.ts';
import type { KeptResult, ServerResult } from './serverResult.ts';
import { DISK_BYTES, StagedServer } from './StagedServer.ts';

/** The detector's measure of calm, and what start-up leaves. */
const SETTLE_MS = 40_000;
/** Preparation, calm, the incident and what follows it. */
const SECONDS_EACH = 45;
/** As servers have them: paced checkpoints among the calm minutes. */
const CALM_SETTINGS = { checkpoint_timeout: '60s', checkpoint_completion_target: '0.9' };

export interface StageOptions {
  readonly dir: string;
  readonly name: string;
  readonly installDir: string | undefined;
  readonly calmMinutes: number;
  readonly kept: KeptResult;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** All incidents that are not kept yet, then the calm minutes; on one server, one after the other. */
export async function stageServer(options: StageOptions): Promise<ServerResult> {
  const { kept, calmMinutes } = options;
  const missing = INCIDENTS.filter(({ name }) => !kept.read().incidents.some((done) => done.name === name));
  const needsCalm = calmMinutes > 0 && kept.read().calm?.minutes !== calmMinutes;
  if (missing.length === 0 && !needsCalm) return kept.read();
  const server = await StagedServer.start(options);
  try {
    server.limitDisk(DISK_BYTES);
    await abortableDelay(SETTLE_MS, options.signal);
    kept.write({ ...kept.read(), version: server.versionName });
    for (const [i, incident] of missing.entries()) {
      if (options.signal.aborted) return kept.read();
      const left = Math.ceil(((missing.length - i) * SECONDS_EACH) / 60 + (needsCalm ? calmMinutes : 0));
      options.say(`${incident.cause}: ${incident.name}, about ${left} min left`);
      const result = await runIncident(server, incident);
      kept.write({ ...kept.read(), incidents: [...kept.read().incidents, result] });
      options.say(`${result.isRight ? 'right' : 'WRONG'}: ${result.verdict ?? 'no spike'}`);
    }
    if (needsCalm && !options.signal.aborted) await watchCalm(server, options);
    return kept.read();
  } finally {
    await server.stop();
  }
}

async function watchCalm(
  server: StagedServer,
  { kept, calmMinutes, say, signal }: StageOptions,
): Promise<void> {
  say(`${calmMinutes} calm minutes`);
  await server.change(CALM_SETTINGS);
  await abortableDelay(SETTLE_MS, signal);
  const before = server.spikes.length;
  await abortableDelay(calmMinutes * 60_000, signal);
  if (signal.aborted) return;
  kept.write({ ...kept.read(), calm: { minutes: calmMinutes, spikes: server.spikes.slice(before) } });
}
