import type { Damage } from '../../machine/unpack.ts';
import type { PacingSettings } from '../../model/pacing.ts';
import { CsvField } from './CsvField.ts';
import type { LogReport, ServerReport } from './logRecord.ts';
import { type LoggedRun, pairEvents, type PlacedMessage } from './pairEvents.ts';
import { parseLogLine } from './parseLogLine.ts';
import { ReportBuilder } from './ReportBuilder.ts';
import { type LoggedServer, ServerSplitter } from './ServerSplitter.ts';

/** Messages put in order at once: the order of lines matters only beyond this number of checkpoints. */
const MAX_HELD = 20_000;

/** One server of a log, and what the log says of it. */
export interface ReportedServer {
  readonly server: LoggedServer;
  readonly name: string | null;
  readonly report: ServerReport;
}

/** Collects the lines of one or more log files in bounded memory, distinguishes servers, and makes the report. */
export class LogReportBuilder {
  private readonly onRun: ((server: LoggedServer, run: LoggedRun) => void) | null;
  private lines = 0;
  private order = 0;
  /** Order of the last line's first message. */
  private lastLine = 0;
  private held: PlacedMessage[] = [];
  private readonly damages: { file: string; damage: Damage }[] = [];
  private readonly fields = new Map<string, CsvField>();
  private readonly splitter = new ServerSplitter();
  private readonly total = new ReportBuilder();
  private readonly servers = new Map<LoggedServer, ReportBuilder>();

  /** `onRun`: called for each start, completion or pair of them, about in the order of the log. */
  constructor(onRun: ((server: LoggedServer, run: LoggedRun) => void) | null = null) {
    this.onRun = onRun;
  }

  addLine(line: string, file: string): void {
    if (this.held.length >= MAX_HELD) this.settle(false);
    this.lines++;
    this.lastLine = this.order;
    if (this.fieldOf(file).isInside(line)) return;
    for (const message of parseLogLine(line)) {
      this.held.push({ message, file, order: this.order++, isHeldOver: false });
    }
  }

  private fieldOf(file: string): CsvField {
    const known = this.fields.get(file) ?? new CsvField();
    this.fields.set(file, known);
    return known;
  }

  addDamage(file: string, damage: Damage): void {
    if (!this.damages.some((known) => known.file === file)) this.damages.push({ file, damage });
  }

  /** No newline ends the last line. What it holds besides a whole completion counts as cut off. */
  endOpen(file: string): void {
    const isCut = ({ order, message }: PlacedMessage): boolean =>
      order >= this.lastLine && !(message.kind === 'event' && message.event.type === 'complete');
    if (this.held.some((placed) => isCut(placed) && placed.message.kind === 'not-understood')) {
      this.addDamage(file, 'ends early');
    }
    this.held = this.held.filter((placed) => !isCut(placed));
  }

  build(given: Partial<PacingSettings> = {}): LogReport {
    const servers = this.buildServers(given).map(({ name, report }) => ({ name, ...report }));
    // The settings of several servers are no settings.
    const shared =
      servers.length === 1 ? servers[0]! : { ...this.total.build(given), settings: null, pacedShare: null };
    return { ...shared, lines: this.lines, damages: this.damages, servers };
  }

  /** One for each server, the one with most completions first. */
  buildServers(given: Partial<PacingSettings> = {}): readonly ReportedServer[] {
    this.settle(true);
    const found = [...this.servers].filter(([, { hasCheckpoints }]) => hasCheckpoints);
    const shown = found.length > 0 ? found : [...this.servers].slice(0, 1);
    const names = nameServers(shown.map(([server]) => server));
    return shown
      .map(([server, builder], index) => ({
        server,
        name: names[index] ?? null,
        report: builder.build(given),
      }))
      .toSorted((a, b) => b.report.completions - a.report.completions);
  }

  /** Pairs what is held; what has no partner yet is held over once. */
  private settle(isLast: boolean): void {
    const kept: PlacedMessage[] = [];
    for (const [server, messages] of this.splitter.split(this.held)) {
      const builder = this.servers.get(server) ?? new ReportBuilder();
      this.servers.set(server, builder);
      const builders = [builder, this.total];
      for (const { message, isHeldOver } of messages) {
        if (!isHeldOver) for (const one of builders) one.addMessage(message);
      }
      for (const run of pairEvents(messages.filter(isOfRun)).toSorted(compareStarts)) {
        const waits = !isLast && run.placed.length === 1 && !run.placed[0]!.isHeldOver;
        if (waits) kept.push({ ...run.placed[0]!, isHeldOver: true });
        else {
          for (const one of builders) one.addRun(run);
          this.onRun?.(server, run);
        }
      }
    }
    this.held = kept;
  }
}

function isOfRun({ message }: PlacedMessage): boolean {
  if (message.kind === 'not-understood') return true;
  return message.event.type === 'start' || message.event.type === 'complete';
}

const compareStarts = (a: LoggedRun, b: LoggedRun): number => (a.startMs ?? 0) - (b.startMs ?? 0);

/** The wrapper's name where that is enough, else the file or the process. */
function nameServers(servers: readonly LoggedServer[]): readonly (string | null)[] {
  const isAlone = (key: keyof LoggedServer, { name }: LoggedServer): boolean => {
    const values = servers.filter((other) => other.name === name).map((other) => other[key]);
    return values.length === new Set(values).size;
  };
  return servers.map((server, index) => {
    const { name, process, file } = server;
    if (isAlone('name', server)) return name;
    const own = isAlone('file', server) ? file : describeProcess(process, isAlone('process', server), index);
    return name === null ? own : `${name} (${own})`;
  });
}

function describeProcess(process: string | null, isAlone: boolean, index: number): string {
  const text = process === null ? 'process unknown' : `process ${process}`;
  return isAlone ? text : `${text}, server ${index + 1}`;
}
