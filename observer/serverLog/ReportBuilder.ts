import { CHECKPOINT_CAUSES } from '../../domain/checkpoints.ts';
import type { PacingSettings } from '../../model/pacing.ts';
import { causeOf, isAtFullSpeed } from './causes.ts';
import { Distribution } from './Distribution.ts';
import { inferSettings, type PacedWrite } from './inferSettings.ts';
import type { LogCause, LoggedCheckpoint, ReportSettings, ServerReport } from './logRecord.ts';
import { pacedShare, type WrittenPages } from './pacedShare.ts';
import type { LoggedRun } from './pairEvents.ts';
import { type LogMessage, sampleLine } from './parseLogLine.ts';
import { Reservoir } from './Reservoir.ts';

const MIN_BUFFERS = 5;
const MAX_KEPT = 100_000;
const MAX_EVIDENCE = 5_000;
/** With this number of write times and gaps, the settings read from them are certain. */
const MANY = 5;

/** Collects what a report of one server needs in bounded memory. */
export class ReportBuilder {
  private completionCount = 0;
  private understood = 0;
  private skipped = 0;
  private notUnderstood: string | null = null;
  private from: string | null = null;
  private until: string | null = null;
  private lastStart: { readonly process: string | null; readonly ms: number } | null = null;
  private paceable = 0;
  private readonly byCause = Object.fromEntries(CHECKPOINT_CAUSES.map((cause) => [cause, 0])) as Record<
    LogCause,
    number
  >;
  private readonly tooFrequent = new Distribution();
  private readonly writeSeconds = new Distribution();
  private readonly syncSeconds = new Distribution();
  private readonly longestSyncSeconds = new Distribution();
  private readonly buffers = new Distribution();
  private readonly distanceBytes = new Distribution();
  private readonly written = new Reservoir<WrittenPages>(MAX_KEPT);
  private readonly writes = new Reservoir<PacedWrite>(MAX_EVIDENCE);
  private readonly gapsMs = new Reservoir<number>(MAX_EVIDENCE);

  /** With log_checkpoints off only the warnings show that there were some. */
  get hasCheckpoints(): boolean {
    return this.completionCount > 0 || this.tooFrequent.summarize() !== null;
  }

  /** A message whatever belongs to it. */
  addMessage(message: LogMessage): void {
    if (message.kind === 'not-understood') {
      this.completionCount++;
      this.notUnderstood ??= sampleLine(message.line);
      return;
    }
    const { event } = message;
    if (event.type === 'skipped') this.skipped++;
    if (event.type === 'wal-too-frequent') this.tooFrequent.add(event.seconds);
    if (event.type === 'start') this.addTime(event.start.at);
    else this.addTime(event.type === 'complete' ? event.checkpoint.at : event.at);
  }

  /** Runs come in the order of their starts, as far as the log has it. */
  addRun(run: LoggedRun): void {
    if (run.checkpoint !== null) this.addCheckpoint(run, run.checkpoint);
    if (run.startMs === null || run.reasons === null) return;
    const before = this.lastStart;
    this.lastStart = { process: run.process, ms: run.startMs };
    if (before === null || before.process !== run.process || before.ms >= run.startMs) return;
    if (causeOf(run.reasons) === 'time') this.gapsMs.add(run.startMs - before.ms);
  }

  build(given: Partial<PacingSettings> = {}): ServerReport {
    const settings = this.settle(given);
    return {
      completions: this.completionCount,
      understood: this.understood,
      notUnderstood: this.notUnderstood,
      skipped: this.skipped,
      tooFrequent: this.tooFrequent.summarize(),
      byCause: { ...this.byCause },
      writeSeconds: this.writeSeconds.summarize(),
      syncSeconds: this.syncSeconds.summarize(),
      longestSyncSeconds: this.longestSyncSeconds.summarize(),
      buffers: this.buffers.summarize(),
      distanceBytes: this.distanceBytes.summarize(),
      pacedShare: settings === null ? null : pacedShare(this.written.values, settings),
      paceable: this.paceable,
      settings,
      from: this.from,
      until: this.until,
    };
  }

  private settle(given: Partial<PacingSettings>): ReportSettings | null {
    const { checkpointTimeoutSeconds, completionTarget } = given;
    if (checkpointTimeoutSeconds !== undefined && completionTarget !== undefined) {
      const settings = { checkpointTimeoutSeconds, completionTarget };
      return { ...settings, inferred: false, certainty: 'given', plateaus: 0, gaps: 0 };
    }
    const inferred = inferSettings({ writes: this.writes.values, gapsMs: this.gapsMs.values }, given);
    if (inferred === null) return null;
    const isCertain = inferred.plateaus >= MANY && inferred.gaps >= MANY;
    return { ...inferred, inferred: true, certainty: isCertain ? 'certain' : 'likely' };
  }

  private addCheckpoint(run: LoggedRun, checkpoint: LoggedCheckpoint): void {
    const { buffers, writeSeconds, syncSeconds, longestSyncSeconds, distanceKiB } = checkpoint;
    const cause = causeOf(run.reasons);
    this.completionCount++;
    this.understood++;
    this.byCause[cause]++;
    this.writeSeconds.add(writeSeconds);
    this.syncSeconds.add(syncSeconds);
    this.buffers.add(buffers);
    if (longestSyncSeconds !== null) this.longestSyncSeconds.add(longestSyncSeconds);
    if (distanceKiB !== null) this.distanceBytes.add(distanceKiB * 1_024);
    if (buffers < MIN_BUFFERS || isAtFullSpeed(run.reasons)) return;
    this.paceable++;
    this.written.add({ buffers, writeSeconds });
    if (cause !== 'wal') this.writes.add({ buffers, writeSeconds, startMs: run.startMs });
  }

  /** Collectors may deliver lines out of order. */
  private addTime(at: string | null): void {
    if (at === null) return;
    if (this.from === null || at < this.from) this.from = at;
    if (this.until === null || at > this.until) this.until = at;
  }
}
