import type pg from 'pg';
import type { RunningCheckpoint } from '../domain/checkpoints.ts';
import type { CheckpointerSample, ServerFacts } from '../domain/postgres.ts';
import type { SessionSample } from '../domain/sessions.ts';
import type { Spike } from '../domain/spikes.ts';
import type { Moment } from '../model/spikes/moment.ts';
import { SpikeDetector } from '../model/spikes/SpikeDetector.ts';
import { describePhase } from './describePhase.ts';
import { readSessions } from './statements/readSessions.ts';

const EVERY_MS = 1_000;
/** A poll that comes this much sooner is the one for this second. */
const EARLY_MS = 100;

/** Reads the active sessions once a second, and finds the spikes among these seconds. */
export class SessionWatch {
  private readonly detector = new SpikeDetector();
  private dueAt = Number.NEGATIVE_INFINITY;
  /** As last read; null where this role does not see them. */
  sample: SessionSample | null = null;

  /** True where it was read anew. */
  async look(client: pg.Client, facts: ServerFacts): Promise<boolean> {
    if (!facts.seesWaits) {
      this.sample = null;
      return false;
    }
    const now = performance.now();
    if (now < this.dueAt - EARLY_MS) return false;
    this.dueAt = Math.max(this.dueAt + EVERY_MS, now + EVERY_MS / 2);
    this.sample = await readSessions(client, facts.serverVersion);
    return true;
  }

  /** The spike that ended, if one did; after a look that read anew. */
  findSpike(checkpointer: CheckpointerSample, running: RunningCheckpoint | null): Spike | null {
    return this.detector.push(createMoment(this.sample!, checkpointer, running));
  }
}

function createMoment(
  sessions: SessionSample,
  checkpointer: CheckpointerSample,
  running: RunningCheckpoint | null,
): Moment {
  return {
    ...sessions,
    ...describePhase(checkpointer, running),
    checkpointStartedAt: running?.startedAt ?? checkpointer.checkpointTime,
    pages: checkpointer.buffersWritten,
    images: checkpointer.fullPageImages,
    walBytes: checkpointer.walBytes,
  };
}
