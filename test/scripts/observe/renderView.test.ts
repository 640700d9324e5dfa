import { describe, expect, it } from 'vitest';
import { explain, renderView } from '../../../scripts/observe/renderView.ts';
import { listUnobserved } from '../../../observer/listUnobserved.ts';
import { type ObserverView } from '../../../domain/observerView.ts';
import type { NextCheckpoint, RunningCheckpoint } from '../../../domain/checkpoints.ts';
import { factsOf, MB, recordOf, sampleOf } from '../../observer/checkpoints/samples.ts';
import { SETTINGS, T0 } from '../../observer/checkpoints/simulatedServer.ts';

const NEXT: NextCheckpoint = {
  madeAt: T0,
  startsAt: T0 + 12_300,
  inSeconds: 12.3,
  timeShare: 0.36,
  cause: 'time',
  skipped: false,
  buffers: 1_250,
  dirtyPages: 1_250,
  writeSeconds: 26.8,
  dirtyBuffers: 1_111,
};
const RUNNING: RunningCheckpoint = {
  kind: 'checkpoint',
  startedAt: T0,
  cause: 'wal',
  inferred: true,
  joined: false,
  phase: 'writing',
  buffersWritten: 600,
  buffersTotal: 2_400,
  timeShare: 0.25,
  walShare: 0.5,
  elapsedSeconds: 7.5,
  predicted: null,
  etaSeconds: 200,
};
const viewOf = (own: Partial<ObserverView> = {}): ObserverView => ({
  at: T0,
  status: { connected: true, since: T0 },
  missing: [],
  lastInterruption: null,
  server: factsOf(),
  settings: SETTINGS,
  sample: sampleOf(),
  dirtyBuffers: 1_111,
  walTriggerBytes: 528 * MB,
  walBytesPerSecond: 2.5 * MB,
  running: null,
  next: NEXT,
  ...own,
});
const render = (own: Partial<ObserverView> = {}): string => renderView(viewOf(own), [], []).join('\n');

describe('the screen', () => {
  it('names the tables that filled the last checkpoint, and steers no terminal by them', () => {
    const orders = { table: 'public.orders', database: null, pages: 60, indexPages: 0, toastPages: 0 };
    const relations = {
      source: 'counted',
      notCounted: null,
      pages: 100,
      top: [orders, { ...orders, table: null, database: 'o\u001b[2Jther', pages: 30 }],
      otherPages: 3,
      notVisiblePages: 7,
    } as const;
    const screen = renderView(viewOf(), [recordOf({ relations }), recordOf({})], []).join('\n');
    expect(screen).toContain('Filled by public.orders 60 %, database o');
    expect(screen).toContain('ther 30 % (counted)');
    expect(screen).not.toContain('\u001b');
    expect(render()).not.toContain('Filled by');
  });

  it('says what server it is, and what comes next', () => {
    const screen = render();
    expect(screen).toContain(
      'PostgreSQL 18.4   checkpoint_timeout 30 s × 0.9   max_wal_size 1.0 GB (forces one every 528 MB)',
    );
    expect(screen).toContain('No checkpoint runs; next in 12 s (time): about 1,250 pages, 27 s');
    expect(screen).toContain('WAL 2.5 MB/s   dirty pages 1,111');
    expect(render({ server: factsOf({ pooled: true }) })).toContain('PostgreSQL 18.4 (through a pooler)');
  });

  it('says how far a standby is, and when it was promoted', () => {
    const standby = (receivedLsn: number | null, committedAt: number | null): string =>
      render({ sample: sampleOf({ inRecovery: true, replay: { receivedLsn, committedAt } }) });
    expect(standby(6_000_000, T0 - 12_000)).toContain('PostgreSQL 18.4 (standby)');
    expect(standby(6_000_000, T0 - 12_000)).toContain(
      'Standby: all that it received is replayed; last transaction committed 12 s ago.',
    );
    expect(standby(6_000_000 + 3 * MB, T0)).toContain('Standby: 3.0 MB received and not yet replayed;');
    expect(standby(null, null)).toContain(
      'Standby: nothing is streamed to it; no transaction replayed since its start.',
    );
    expect(standby(null, null)).toContain('WAL replayed 2.5 MB/s');
    expect(render()).not.toContain('Standby');
  });

  it('says when the next is skipped, or that nothing is known of it', () => {
    expect(render({ next: { ...NEXT, skipped: true } })).toContain(
      'next in 12 s: skipped if nothing is written until then',
    );
    expect(render({ next: null })).toContain('the next is expected once one has been seen');
    expect(render({ dirtyBuffers: null })).not.toContain('dirty pages');
  });

  it('shows how far the one that runs is', () => {
    const lines = render({ running: RUNNING, next: null }).split('\n');
    expect(lines).toContain(
      'Running (wal (inferred)) for 7.5 s, writing: 600 of about 2,400 pages, about 3:20 min left',
    );
    const bars = lines.filter((line) => line.includes('█'));
    expect(bars.map((line) => line.replaceAll(/[^█]/g, '').length)).toEqual([10, 10, 20]);
    const joined = { ...RUNNING, joined: true, buffersTotal: null, etaSeconds: null };
    expect(render({ running: joined })).toContain('writing: 600 pages since we came\n');
  });

  it('claims nothing about now while the connection is lost', () => {
    const status = { connected: false, since: T0 + 5_000, code: '57P01' } as const;
    const screen = render({ status, running: null, next: null });
    expect(screen).toContain('Connection lost at 00:00:05 (57P01); what follows is from before');
    expect(screen).not.toContain('No checkpoint runs');
    expect(renderView(viewOf({ status, sample: null }), [], [])).toEqual([
      'Not connected (57P01); trying again',
    ]);
    expect(renderView(viewOf({ sample: null }), [], [])).toEqual(['Reading …']);
  });

  it('names what it cannot see, and the statement that would change it', () => {
    const missing = listUnobserved(factsOf({ seesWaits: false, dirtyPages: 'extension-missing' }));
    const screen = render({ missing });
    expect(screen).toContain('Not seen: wait events of the checkpointer');
    expect(screen).toContain('Run: GRANT pg_monitor TO "watcher";');
    expect(screen).toContain('Run: CREATE EXTENSION pg_buffercache;');
  });

  it.each([
    ['restarted', 'The server was restarted at 00:00:00'],
    ['crashed', 'The server crashed and recovered: its statistics restarted at 00:00:00'],
    ['stats-reset', 'The statistics were reset at 00:00:00'],
    ['promoted', 'The server was promoted at 00:00:00'],
    ['other-server', 'Another server answers at this address at 00:00:00'],
  ] as const)('says that it was %s', (kind, words) => {
    expect(render({ lastInterruption: { kind, at: T0 } }).split('\n')).toContain(words);
  });

  it('ends with advice and its statements', () => {
    const advice = { id: 'slow-sync', title: 'Slow', evidence: 'Seen', statements: ['SELECT 1;'] } as const;
    expect(renderView(viewOf(), [], [advice]).slice(-2)).toEqual(['Slow. Seen.', '  SELECT 1;']);
  });
});

describe('the records on it', () => {
  const table = (...owns: Parameters<typeof recordOf>[0][]): string[] => {
    const lines = renderView(viewOf(), owns.map(recordOf), []);
    return lines.slice(lines.findIndex((line) => line.startsWith('Started')) + 1);
  };

  it('have a line each, the newest first, with why it took that long', () => {
    const rows = table(
      {},
      { startedAt: T0 + 300_000, cause: 'requested', buffers: 4_000, writeSeconds: 0.3, walDistanceBytes: 0 },
    );
    expect(rows).toEqual([
      '00:05:00  requested  4,000    0.300 s   0.010 s      0 B  unpaced: 4,000 dirty pages at 13,333 a second (an immediate request, a shutdown, or WAL ahead of schedule)',
      '00:00:00  time         314   31.324 s   0.010 s   2.0 MB  paced, not slow: 314 dirty pages × 0.1 s',
    ]);
  });

  it('that were skipped, merged or are not known in part say so', () => {
    const rows = table({ skipped: true }, { merged: 2 }, { buffers: null, notes: ['pages not known'] });
    expect(rows[2]).toBe('00:00:00  time           –  skipped: nothing was written');
    expect(rows[1]).toMatch(/2 in one$/);
    expect(rows[0]).toMatch(/\? {3}31\.324 s .* pages not known$/);
  });

  it('stay in their columns whatever the cause', () => {
    const rows = table({ cause: 'end-of-recovery' }, { cause: 'shutdown' }, { cause: 'unknown' });
    expect(new Set(rows.map((row) => row.indexOf('31.324'))).size).toBe(1);
  });

  it('are a strip of bars: tallest for the most pages, flat where skipped', () => {
    const lines = renderView(
      viewOf(),
      [{ buffers: 800 }, { buffers: 1 }, { skipped: true, buffers: 0 }].map(recordOf),
      [],
    );
    expect(lines.find((line) => line.startsWith('Cycles'))).toBe('Cycles  █ ▁ ┄   tallest 800 pages');
    const many = renderView(
      viewOf(),
      Array.from({ length: 30 }, () => recordOf()),
      [],
    );
    expect(many.find((line) => line.startsWith('Cycles'))!.match(/█/g)).toHaveLength(12);
    expect(many.filter((line) => line.startsWith('00:00:00'))).toHaveLength(8);
  });

  it('that are merged have no single duration to explain', () => {
    expect(explain(recordOf({ merged: 3 }))).toBe('3 in one');
    expect(explain(recordOf())).toBe('paced, not slow: 314 dirty pages × 0.1 s');
  });
});
