import type { PacingSettings } from '../../model/pacing.ts';
import { formatCount } from '../../domain/format.ts';
import { printable } from '../../domain/printable.ts';
import type { DistributionSummary } from './Distribution.ts';
import { LogReportBuilder } from './LogReportBuilder.ts';
import type { LogReport, ReportSettings, ServerReport } from './logRecord.ts';

const COLUMNS = ['count', 'min', 'p50', 'p90', 'p99', 'max', 'sum'] as const;
const NAME_WIDTH = 22;
const COLUMN_WIDTH = 12;
const MIB = 1_024 * 1_024;

/**
 * Reads a log to its end. Memory is bounded: of more than 100,000 completions a uniform random sample (seeded, so the
 * same log gives the same report) represents all in the percentiles and the paced share.
 */
export async function buildLogReport(
  lines: AsyncIterable<string>,
  given?: Partial<PacingSettings>,
): Promise<LogReport> {
  const builder = new LogReportBuilder();
  for await (const line of lines) builder.addLine(line, '');
  return builder.build(given);
}

/** A report for people: plain text, several lines, without a newline at the end. */
export function formatLogReport(report: LogReport): string {
  const { servers, damages, lines } = report;
  const coverage = [
    `${describeUnderstood(report)}, among ${formatCount(lines)} lines of log.`,
    ...damages.map(({ file, damage }) => `${printable(file)} ${DAMAGES[damage]}.`),
  ];
  if (servers.length < 2) {
    return [[...coverage, ...describeCoverage(report)].join('\n'), ...describeFigures(report)].join('\n\n');
  }
  coverage.push(`${formatCount(servers.length)} servers.`);
  const own = servers.map((server) => {
    const title = `${printable(server.name ?? 'Server without a name')}: ${describeUnderstood(server)}.`;
    return [[title, ...describeCoverage(server)].join('\n'), ...describeFigures(server)].join('\n\n');
  });
  return [coverage.join('\n'), ...own].join('\n\n');
}

export const DAMAGES = {
  'ends early': 'ends early: what could be read counts',
  damaged: 'is damaged: what comes before that counts',
} as const;

const describeUnderstood = ({ understood, completions }: ServerReport): string =>
  `${formatCount(understood)} of ${formatCount(completions)} checkpoint lines understood`;

function describeCoverage({
  completions,
  tooFrequent,
  skipped,
  byCause,
  from,
  until,
}: ServerReport): string[] {
  const text: string[] = [];
  if (completions === 0 && tooFrequent === null) {
    text.push('No completed checkpoint: is log_checkpoints on, and lc_messages English?');
  }
  if (from !== null && until !== null) text.push(`From ${from} until ${until}.`);
  const causes = Object.entries(byCause).filter(([, count]) => count > 0);
  if (causes.length > 0) {
    const counted = causes.map(([cause, count]) => `${formatCount(count)} ${describeCause(cause)}`);
    text.push(`Causes: ${counted.join(', ')}.`);
  }
  if (skipped > 0) text.push(`Skipped, because there was nothing to do: ${formatCount(skipped)}.`);
  if (tooFrequent !== null) text.push(...describeTooFrequent(tooFrequent, completions));
  return text;
}

const describeCause = (cause: string): string =>
  cause === 'unknown' ? 'unknown (start not in the log)' : cause;

/** checkpoint_timeout unless it was changed. */
const USUAL_TIMEOUT_SECONDS = 300;

function describeTooFrequent({ count, min, max, p50 }: DistributionSummary, completions: number): string[] {
  const apart = min === max ? `${min} s apart` : `${min} to ${max} s apart`;
  const warnings = count === 1 ? '1 warning' : `${formatCount(count)} warnings`;
  const times = Math.ceil(USUAL_TIMEOUT_SECONDS / Math.max(1, p50));
  const text = [
    `${warnings} that checkpoints are too frequent: ${apart}. WAL fills max_wal_size faster than checkpoint_warning allows.`,
    `For one in ${USUAL_TIMEOUT_SECONDS} s at this rate of WAL, max_wal_size must be about ${formatCount(times)} times as large.`,
  ];
  if (completions === 0)
    text.push('log_checkpoints = on would log each checkpoint, and with it pages, times and WAL.');
  return text;
}

function describeFigures(report: ServerReport): string[] {
  const paragraphs = report.understood > 0 ? [formatTable(report), describePace(report)] : [];
  if (report.notUnderstood === null) return paragraphs;
  return [...paragraphs, `First line not understood:\n  ${printable(report.notUnderstood)}`];
}

function formatTable(report: ServerReport): string {
  const header = `${' '.repeat(NAME_WIDTH)}${COLUMNS.map((name) => name.padStart(COLUMN_WIDTH)).join('')}`;
  const rows = [
    formatRow('write time, s', report.writeSeconds, formatSeconds),
    formatRow('sync time, s', report.syncSeconds, formatSeconds),
    formatRow('longest file sync, s', report.longestSyncSeconds, formatSeconds),
    formatRow('buffers (8 kB)', report.buffers, formatCount),
    formatRow('WAL distance, MB', report.distanceBytes, formatMegabytes),
  ];
  return [header, ...rows.filter((row) => row !== null)].join('\n');
}

function formatRow(
  name: string,
  summary: DistributionSummary | null,
  format: (value: number) => string,
): string | null {
  if (summary === null) return null;
  const cells = COLUMNS.map((column) => (column === 'count' ? formatCount : format)(summary[column]));
  return `${name.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(COLUMN_WIDTH)).join('')}`;
}

const REMEDY = 'Give --timeout and --completion-target, or --settings postgresql.conf.';

/** `remedy`: how to give settings that the log does not determine. */
export function describePace({ paceable, pacedShare, settings }: ServerReport, remedy = REMEDY): string {
  if (paceable === 0) {
    return 'No paced checkpoint of 5 buffers or more: the write times say nothing about the pace.';
  }
  if (settings === null || pacedShare === null) {
    return [
      'Settings not known: the log does not determine checkpoint_timeout and checkpoint_completion_target,',
      `so nothing is said about the pace. ${remedy}`.trimEnd(),
    ].join('\n');
  }
  const percent = Math.round(pacedShare * 100);
  const counted = `${formatCount(Math.round(pacedShare * paceable))} of ${formatCount(paceable)}`;
  const share =
    percent < 50
      ? `Only ${percent} % of the write times (${counted}) are the 0.1 s rule`
      : `${percent} % of the write times (${counted}) are the 0.1 s rule, not a slow disk`;
  const others = 'The others were hurried (by WAL or a request) or held up (by storage or load).';
  const text = `${share}\n${describeSettings(settings)}`;
  return percent === 100 ? text : `${text}\n${others}`;
}

function describeSettings(settings: ReportSettings): string {
  const { checkpointTimeoutSeconds, completionTarget, certainty, plateaus, gaps } = settings;
  const origin =
    certainty === 'given'
      ? 'as given'
      : `${certainty}, read from ${formatCount(plateaus)} equal write times and ${formatCount(gaps)} gaps between timed starts`;
  return `(checkpoint_timeout ${checkpointTimeoutSeconds} s, completion target ${completionTarget}: ${origin}).`;
}

const formatSeconds = (seconds: number): string => seconds.toFixed(3);
const formatMegabytes = (bytes: number): string => (bytes / MIB).toFixed(1);
