import type { PacingSettings } from '../../model/pacing.ts';
import { formatCount } from '../../domain/format.ts';
import { printable } from '../../domain/printable.ts';
import type { DistributionSummary } from './Distribution.ts';
import type { LogReport } from './logRecord.ts';
import { parseLogLine } from './parseLogLine.ts';
import { ReportBuilder } from './ReportBuilder.ts';

const COLUMNS = ['count', 'min', 'p50', 'p90', 'p99', 'max', 'sum'] as const;
const NAME_WIDTH = 22;
const COLUMN_WIDTH = 12;
const MIB = 1_024 * 1_024;

/**
 * Reads a log to its end. Memory is bounded: of more than 100,000 completions a uniform random sample (seeded, so the
 * same log gives the same report) stands for all in the percentiles and the paced share.
 */
export async function buildLogReport(
  lines: AsyncIterable<string>,
  settings?: PacingSettings,
): Promise<LogReport> {
  const builder = new ReportBuilder();
  for await (const line of lines) builder.add(parseLogLine(line));
  return builder.build(settings);
}

/** A report for people: plain text, several lines, without a newline at the end. */
export function formatLogReport(report: LogReport): string {
  const paragraphs = [describeCoverage(report)];
  if (report.understood > 0) paragraphs.push(formatTable(report), describePace(report));
  if (report.notUnderstood !== null) {
    paragraphs.push(`First line not understood:\n  ${printable(report.notUnderstood)}`);
  }
  return paragraphs.join('\n\n');
}

function describeCoverage(report: LogReport): string {
  const { understood, completions, lines, skipped, byCause, from, until } = report;
  const read = `${formatCount(understood)} of ${formatCount(completions)} checkpoint lines understood`;
  const text = [`${read}, among ${formatCount(lines)} lines of log.`];
  if (completions === 0) {
    text.push('No completed checkpoint: is log_checkpoints on, and lc_messages English?');
  }
  if (from !== null && until !== null) text.push(`From ${from} until ${until}.`);
  const causes = Object.entries(byCause).filter(([, count]) => count > 0);
  if (causes.length > 0) {
    const counted = causes.map(([cause, count]) => `${formatCount(count)} ${describeCause(cause)}`);
    text.push(`Causes: ${counted.join(', ')}.`);
  }
  if (skipped > 0) text.push(`Skipped, because there was nothing to do: ${formatCount(skipped)}.`);
  return text.join('\n');
}

const describeCause = (cause: string): string =>
  cause === 'unknown' ? 'unknown (start not in the log)' : cause;

function formatTable(report: LogReport): string {
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

function describePace({ pacedShare, settings }: LogReport): string {
  const { checkpointTimeoutSeconds, completionTarget, inferred } = settings;
  const origin = inferred ? 'not given, but the usual pair that fits best' : 'as given';
  const basis = `(checkpoint_timeout ${checkpointTimeoutSeconds} s, completion target ${completionTarget}: ${origin}).`;
  if (pacedShare === null) {
    return 'No paced checkpoint of 5 buffers or more: the write times say nothing about the pace.';
  }
  const percent = Math.round(pacedShare * 100);
  const share =
    percent < 50
      ? `Only ${percent} % of the write times are the 0.1 s rule`
      : `${percent} % of the write times are the 0.1 s rule, not a slow disk`;
  const others = 'The others were hurried (by WAL or a request) or held up (by storage or load).';
  return percent === 100 ? `${share}\n${basis}` : `${share}\n${basis}\n${others}`;
}

const formatSeconds = (seconds: number): string => seconds.toFixed(3);
const formatMegabytes = (bytes: number): string => (bytes / MIB).toFixed(1);
