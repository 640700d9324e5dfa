import { createReadStream } from 'node:fs';
import { listEvents } from '../../../observer/serverLog/parseLogLine.ts';
import { readLines } from '../../../machine/readLines.ts';

/** A checkpoint by the server's log, ms since the epoch. */
export interface LoggedRun {
  readonly from: number;
  /** Null: it was still running. */
  readonly to: number | null;
  readonly lsn: string | null;
  readonly pages: number;
  readonly writeSeconds: number;
  readonly syncSeconds: number;
}

/** Oldest first; one without its start line is left out. */
export async function readServerLog(file: string): Promise<readonly LoggedRun[]> {
  const runs: LoggedRun[] = [];
  let from: number | null = null;
  for await (const line of readLines(createReadStream(file))) {
    for (const event of listEvents(line)) {
      if (event.type === 'start') from = parseTime(event.start.at);
      if (event.type !== 'complete') continue;
      const { at, buffers: pages, writeSeconds, syncSeconds, checkpointLsn: lsn } = event.checkpoint;
      if (from !== null) runs.push({ from, to: parseTime(at), lsn, pages, writeSeconds, syncSeconds });
      from = null;
    }
  }
  const running = { to: null, lsn: null, pages: 0, writeSeconds: 0, syncSeconds: 0 };
  return from === null ? runs : [...runs, { from, ...running }];
}

const parseTime = (at: string | null): number | null => (at === null ? null : Date.parse(at));
