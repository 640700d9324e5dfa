import { describe, expect, it } from 'vitest';
import { compareCheckpoints } from '../../../bench/observer/compareCheckpoints.ts';
import type { CheckpointRecord } from '../../../domain/checkpoints.ts';
import { listEvents } from '../../../observer/serverLog/parseLogLine.ts';
import type { LogEvent } from '../../../observer/serverLog/logRecord.ts';
import { recordOf } from '../../observer/checkpoints/samples.ts';

/** A checkpoint as PostgreSQL 18 logs it, in two lines. */
function logged(reasons: string, buffers: number, lsn: string): LogEvent[] {
  const lines = [
    `2026-01-01 00:00:00.000 UTC [1] LOG:  checkpoint starting: ${reasons}`,
    `2026-01-01 00:00:10.000 UTC [1] LOG:  checkpoint complete: wrote ${buffers} buffers (0.1%), wrote 1 SLRU buffers; 0 WAL file(s) added, 0 removed, 0 recycled; write=${buffers / 10}.000 s, sync=0.010 s, total=${buffers / 10}.020 s; sync files=1, longest=0.005 s, average=0.005 s; distance=100 kB, estimate=100 kB; lsn=${lsn}, redo lsn=0/1`,
  ];
  const events = lines.flatMap(listEvents);
  if (events.length !== lines.length) throw new Error(`not understood: ${lines.join('\n')}`);
  return events;
}

const observed = (own: Partial<CheckpointRecord>): CheckpointRecord =>
  recordOf({ writeSeconds: 10, syncSeconds: 0.01, buffers: 100, slruBuffers: 1, ...own });

describe('compareCheckpoints', () => {
  it('holds a record of several against the sum of their lines, and each cause against its own', () => {
    const events = [...logged('wal', 100, '0/A'), ...logged('immediate force wait', 200, '0/B')];
    const merged = observed({
      checkpointLsn: '0/B',
      merged: 2,
      cause: 'requested',
      causes: ['time', 'requested'],
      buffers: 300,
      writeSeconds: 30,
      syncSeconds: 0.02,
    });
    expect(compareCheckpoints(events, [merged])).toMatchObject({
      logged: 2,
      observed: 2,
      missed: 0,
      differences: [],
      causesRight: 1,
      byCause: { wal: 1, requested: 1 },
    });
  });

  it('names what is missed, wrong or not known', () => {
    const events = [
      ...logged('time', 100, '0/A'),
      ...logged('time', 100, '0/B'),
      ...logged('time', 100, '0/C'),
    ];
    const records = [
      observed({ checkpointLsn: '0/B', buffers: null }),
      observed({ checkpointLsn: '0/C', buffers: 101, writeSeconds: 9.9 }),
    ];
    const { missed, differences } = compareCheckpoints(events, records);
    expect(missed).toBe(1);
    expect(differences.map(({ what }) => what)).toEqual([
      'missed',
      'pages not known',
      'write off by -0.100 s, pages off by 1',
    ]);
  });
});
