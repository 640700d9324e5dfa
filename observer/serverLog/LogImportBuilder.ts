import { createHash } from 'node:crypto';
import type { ListedCheckpoint } from '../../domain/checkpoints.ts';
import { formatCount } from '../../domain/format.ts';
import {
  type ImportedLog,
  type LoggedSettings,
  MAX_IMPORTED_RECORDS,
  MAX_IMPORTED_SERVERS,
} from '../../domain/logImports.ts';
import type { Damage } from '../../machine/unpack.ts';
import { createLoggedRecord, type LoggedRecord } from './createLoggedRecord.ts';
import { LogReportBuilder, type ReportedServer } from './LogReportBuilder.ts';
import { DAMAGES, describePace } from './logReport.ts';
import type { ServerReport } from './logRecord.ts';
import type { LoggedRun } from './pairEvents.ts';
import type { LoggedServer } from './ServerSplitter.ts';

/** Messages are paired 20,000 at a time: what is older than these and these is dropped between two times. */
const MAX_HELD = 2 * MAX_IMPORTED_RECORDS;

const SNIFFED_LINES = 1_000;
/** NUL, and what is no UTF-8. A crash leaves some in a log, too. */
// eslint-disable-next-line no-control-regex
const NO_TEXT = /[\u0000-\u0008\uFFFD]/g;
const MAX_NO_TEXT = 0.1;

interface Kept {
  records: LoggedRecord[];
  withoutTime: number;
  dropped: number;
}

/** Makes imports of the lines of one log, one for each server in it, in bounded memory. */
export class LogImportBuilder {
  private readonly file: string;
  private readonly report: LogReportBuilder;
  private readonly kept = new Map<LoggedServer, Kept>();
  private readonly damages: string[] = [];
  private sniffed = 0;
  private noText = 0;
  lines = 0;
  checkpoints = 0;

  /** `file`: what the whole is called on pages. */
  constructor(file: string) {
    this.file = file;
    this.report = new LogReportBuilder((server, run) => this.addRun(server, run));
  }

  addLine(line: string, file: string): void {
    this.lines++;
    this.report.addLine(line, file);
    if (this.lines > SNIFFED_LINES) return;
    this.sniffed += line.length;
    this.noText += line.match(NO_TEXT)?.length ?? 0;
  }

  addDamage(file: string, damage: Damage): void {
    this.report.addDamage(file, damage);
    this.damages.push(`${file} ${DAMAGES[damage]}.`);
  }

  endOpen(file: string): void {
    this.report.endOpen(file);
  }

  /** Why nothing can be imported, in a sentence without its full stop. */
  describeNothing(): string {
    if (this.lines === 0) return `${this.file} is empty`;
    if (this.noText > MAX_NO_TEXT * this.sniffed) {
      return `${this.file} is no text: a server log is text, plain or packed with gzip or Zstandard`;
    }
    return `${this.file} has no checkpoint line among its ${formatCount(this.lines)} lines: is log_checkpoints on, and lc_messages English?`;
  }

  /** Servers without a checkpoint line are left out. */
  build(importedAt: number): readonly ImportedLog[] {
    const servers = this.report
      .buildServers()
      .filter(({ report }) => report.completions > 0 || report.tooFrequent !== null);
    const left = servers.length - MAX_IMPORTED_SERVERS;
    const notes = [
      ...this.damages,
      ...(left > 0 ? [`The log has ${left} more servers, which are not imported.`] : []),
    ];
    return servers.slice(0, MAX_IMPORTED_SERVERS).map((one) => this.describe(one, { importedAt, notes }));
  }

  private addRun(server: LoggedServer, run: LoggedRun): void {
    if (run.checkpoint === null) return;
    this.checkpoints++;
    const kept = this.keepFor(server);
    if (kept === null) return;
    const record = createLoggedRecord(run, run.checkpoint);
    if (record === null) kept.withoutTime++;
    else kept.records.push(record);
    if (kept.records.length > MAX_HELD) dropOldest(kept);
  }

  /** Null for one server too many: which of them have most checkpoints is known at the end only. */
  private keepFor(server: LoggedServer): Kept | null {
    const known = this.kept.get(server);
    if (known !== undefined) return known;
    if (this.kept.size >= 10 * MAX_IMPORTED_SERVERS) return null;
    const created = { records: [], withoutTime: 0, dropped: 0 };
    this.kept.set(server, created);
    return created;
  }

  private describe(
    { server, name, report }: ReportedServer,
    { importedAt, notes }: { readonly importedAt: number; readonly notes: readonly string[] },
  ): ImportedLog {
    const kept = this.kept.get(server) ?? { records: [], withoutTime: 0, dropped: report.understood };
    dropOldest(kept);
    const { checkpointTimeoutSeconds = null, completionTarget = null } = report.settings ?? {};
    const records = withoutRepetition(kept.records).map((record): ListedCheckpoint => ({
      ...record,
      checkpointTimeoutSeconds,
      completionTarget,
    }));
    const repeated = kept.records.length - records.length;
    const about = {
      ...describeReport(report),
      file: this.file,
      server: name === '' || name === this.file ? null : name,
      importedAt,
      lines: this.lines,
      withoutTime: kept.withoutTime,
      dropped: kept.dropped,
      kept: records.length,
      from: records.at(-1)?.startedAt ?? null,
      lastStart: records[0]?.startedAt ?? null,
      until: records[0]?.endedAt ?? null,
      notes: [...notes, ...(repeated > 0 ? [`${repeated} checkpoints are in the log more than once.`] : [])],
    };
    const content = JSON.stringify([about.server, report, records]);
    const id = createHash('sha256').update(content).digest('hex').slice(0, 12);
    return { about: { id, ...about }, records };
  }
}

function describeReport(report: ServerReport) {
  const { completions, understood, notUnderstood, skipped, byCause } = report;
  return {
    completions,
    understood,
    notUnderstood,
    skipped,
    byCause,
    tooFrequent: report.tooFrequent?.count ?? 0,
    medians: {
      writeSeconds: report.writeSeconds?.p50 ?? null,
      syncSeconds: report.syncSeconds?.p50 ?? null,
      buffers: report.buffers?.p50 ?? null,
      walBytes: report.distanceBytes?.p50 ?? null,
    },
    settings: toSettings(report),
    verdict: understood === 0 ? '' : describePace(report, '').replaceAll('\n', ' '),
  };
}

function toSettings({ settings }: ServerReport): LoggedSettings | null {
  if (settings === null) return null;
  const { checkpointTimeoutSeconds, completionTarget, certainty } = settings;
  return { checkpointTimeoutSeconds, completionTarget, certainty };
}

/** Newest first, the newest kept. */
function dropOldest(kept: Kept): void {
  const sorted = kept.records.toSorted((a, b) => b.startedAt - a.startedAt);
  kept.records = sorted.slice(0, MAX_IMPORTED_RECORDS);
  kept.dropped += sorted.length - kept.records.length;
}

function withoutRepetition(records: readonly LoggedRecord[]): readonly LoggedRecord[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}
