import type { PacingSettings } from '../../model/pacing.ts';
import { CHECKPOINT_CAUSES } from '../../domain/checkpoints.ts';
import { causeOf, isAtFullSpeed, StartPairing } from './causes.ts';
import { Distribution } from './Distribution.ts';
import type { LogCause, LogEvent, LoggedCheckpoint, LogReport } from './logRecord.ts';
import { inferSettings, pacedShare, type WrittenPages } from './pacedShare.ts';
import { type ParsedLine, sampleLine } from './parseLogLine.ts';
import { Reservoir } from './Reservoir.ts';

const MIN_BUFFERS = 5;
const MAX_KEPT = 100_000;
const MAX_EVIDENCE = 5_000;

/** Collects what a report needs in bounded memory, line by line. */
export class ReportBuilder {
  private lines = 0;
  private completions = 0;
  private understood = 0;
  private skipped = 0;
  private notUnderstood: string | null = null;
  private from: string | null = null;
  private until: string | null = null;
  private readonly pairing = new StartPairing();
  private readonly byCause = Object.fromEntries(CHECKPOINT_CAUSES.map((cause) => [cause, 0])) as Record<
    LogCause,
    number
  >;
  private readonly writeSeconds = new Distribution();
  private readonly syncSeconds = new Distribution();
  private readonly longestSyncSeconds = new Distribution();
  private readonly buffers = new Distribution();
  private readonly distanceBytes = new Distribution();
  private readonly written = new Reservoir<WrittenPages>(MAX_KEPT);
  private readonly evidence = new Reservoir<WrittenPages>(MAX_EVIDENCE);

  add(parsed: ParsedLine): void {
    this.lines++;
    if (parsed.kind === 'event') this.addEvent(parsed.event);
    if (parsed.kind !== 'not-understood') return;
    this.completions++;
    this.notUnderstood ??= sampleLine(parsed.line);
    this.pairing.forget();
  }

  build(given?: PacingSettings): LogReport {
    const settings = given ?? inferSettings(this.evidence.values);
    return {
      lines: this.lines,
      completions: this.completions,
      understood: this.understood,
      notUnderstood: this.notUnderstood,
      skipped: this.skipped,
      byCause: { ...this.byCause },
      writeSeconds: this.writeSeconds.summarize(),
      syncSeconds: this.syncSeconds.summarize(),
      longestSyncSeconds: this.longestSyncSeconds.summarize(),
      buffers: this.buffers.summarize(),
      distanceBytes: this.distanceBytes.summarize(),
      pacedShare: pacedShare(this.written.values, settings),
      settings: {
        checkpointTimeoutSeconds: settings.checkpointTimeoutSeconds,
        completionTarget: settings.completionTarget,
        inferred: given === undefined,
      },
      from: this.from,
      until: this.until,
    };
  }

  private addEvent(event: LogEvent): void {
    switch (event.type) {
      case 'start':
        this.pairing.start(event.start);
        return this.addTime(event.start.at);
      case 'complete':
        this.addCheckpoint(event.checkpoint);
        return this.addTime(event.checkpoint.at);
      case 'skipped':
        this.skipped++;
        return this.addTime(event.at);
      case 'wal-too-frequent':
        return this.addTime(event.at);
    }
  }

  private addCheckpoint(checkpoint: LoggedCheckpoint): void {
    const { buffers, writeSeconds, syncSeconds, longestSyncSeconds, distanceKiB } = checkpoint;
    const reasons = this.pairing.complete(checkpoint);
    const cause = causeOf(reasons);
    this.completions++;
    this.understood++;
    this.byCause[cause]++;
    this.writeSeconds.add(writeSeconds);
    this.syncSeconds.add(syncSeconds);
    this.buffers.add(buffers);
    if (longestSyncSeconds !== null) this.longestSyncSeconds.add(longestSyncSeconds);
    if (distanceKiB !== null) this.distanceBytes.add(distanceKiB * 1_024);
    if (buffers < MIN_BUFFERS || isAtFullSpeed(reasons)) return;
    this.written.add({ buffers, writeSeconds });
    if (cause !== 'wal') this.evidence.add({ buffers, writeSeconds });
  }

  /** Collectors may deliver lines out of order. */
  private addTime(at: string | null): void {
    if (at === null) return;
    if (this.from === null || at < this.from) this.from = at;
    if (this.until === null || at > this.until) this.until = at;
  }
}
