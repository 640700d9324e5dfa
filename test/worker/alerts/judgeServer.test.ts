import { expect, it } from 'vitest';
import { SERVER_ALERT_NAMES, type ServerAlert } from '../../../domain/alerts.ts';
import type { ObserverView } from '../../../domain/observerView.ts';
import { type ServerFactsNow, judgeServer } from '../../../worker/alerts/judgeServer.ts';
import { WalMeter } from '../../../worker/alerts/WalMeter.ts';
import { MB, sampleOf } from '../../observer/checkpoints/samples.ts';
import { SETTINGS, T0 } from '../../observer/checkpoints/simulatedServer.ts';
import { checkpointOf } from '../../support/serverRig.ts';

const MINUTE = 60_000;
const view = (own: Partial<ObserverView> = {}): ObserverView => ({
  at: T0,
  status: { connected: true, since: 0 },
  missing: [],
  lastInterruption: null,
  server: null,
  settings: { ...SETTINGS, checkpointTimeoutSeconds: 300 },
  sample: sampleOf(),
  dirtyBuffers: null,
  walTriggerBytes: 1_000 * MB,
  walBytesPerSecond: 0,
  running: null,
  next: null,
  ...own,
});
const facts = (own: Partial<ServerFactsNow> = {}): ServerFactsNow => ({
  now: T0,
  view: view(),
  checkpoints: [],
  rates: null,
  ...own,
});
const ended = (minutesAgo: number, own: Parameters<typeof checkpointOf>[0] = {}) =>
  checkpointOf({
    startedAt: T0 - minutesAgo * MINUTE - 5_000,
    endedAt: T0 - minutesAgo * MINUTE,
    checkpointTimeoutSeconds: 300,
    ...own,
  });
const stalled = (own: Partial<ReturnType<typeof sampleOf>>) =>
  facts({ view: view({ sample: sampleOf(own) }) });
const old = { checkpointTime: T0 - 800_000, redoLsn: 0, walLsn: 50 * MB };

/** For each alert what fires, and the nearest that does not. */
const CASES: Readonly<Record<ServerAlert, readonly [fires: ServerFactsNow, silent: ServerFactsNow]>> = {
  BreakwaterCheckpointsForcedByWal: [
    facts({ checkpoints: [ended(29, { cause: 'wal' }), ended(3, { cause: 'wal' })] }),
    facts({ checkpoints: [ended(31, { cause: 'wal' }), ended(3, { cause: 'wal' }), ended(1)] }),
  ],
  BreakwaterCheckpointOverran: [
    facts({ checkpoints: [ended(1, { writeSeconds: 290, syncSeconds: 6 })] }),
    facts({
      checkpoints: [ended(6, { writeSeconds: 299 }), ended(1, { writeSeconds: 270, syncSeconds: 2 })],
    }),
  ],
  BreakwaterCheckpointSyncSlow: [
    facts({ checkpoints: [ended(1, { syncSeconds: 5.1 })] }),
    facts({ checkpoints: [ended(1, { syncSeconds: 4.9 })] }),
  ],
  BreakwaterCheckpointsStalled: [
    stalled(old),
    // Nothing to do since.
    stalled({ ...old, walLsn: 1_000 }),
  ],
  BreakwaterFullPageImagesDominateWal: [
    facts({ rates: { fullPageShare: 0.6, walBytesPerSecond: MB } }),
    // The same share of a trickle.
    facts({ rates: { fullPageShare: 0.6, walBytesPerSecond: MB / 10 } }),
  ],
  BreakwaterObserverBlind: [
    facts({ view: view({ status: { connected: false, since: 0, code: 'ECONNREFUSED' } }) }),
    facts(),
  ],
};

it.each(SERVER_ALERT_NAMES)('%s fires, and is silent at what is nearest', (name) => {
  const [fires, silent] = CASES[name];
  expect(judgeServer(fires)[name]).toMatchObject({ holds: true });
  expect(judgeServer(silent)[name]).toMatchObject({ holds: false });
});

it('judges nothing of a server that is away but that it is', () => {
  const away = view({ status: { connected: false, since: 0, code: '57P03' }, sample: sampleOf(old) });
  const judged = judgeServer(facts({ view: away, checkpoints: null }));
  const known = SERVER_ALERT_NAMES.filter((name) => judged[name].holds !== null);
  expect(known).toEqual(['BreakwaterObserverBlind']);
});

it('a skipped checkpoint is no stall', () => {
  const skipped = ended(2, { skipped: true });
  expect(judgeServer({ ...stalled(old), checkpoints: [skipped] }).BreakwaterCheckpointsStalled.holds).toBe(
    false,
  );
});

it('rates need a minute, and begin anew where counters do', () => {
  const meter = new WalMeter();
  const at = (minute: number, walBytes: number, fullPageImages: number) =>
    meter.add(sampleOf({ at: T0 + minute * MINUTE, walBytes, fullPageImages }));
  expect(at(0, 0, 0)).toBeNull();
  expect(at(1, 60 * MB, 60 * 64)).toEqual({ fullPageShare: 0.5, walBytesPerSecond: MB });
  expect(at(2, 10, 0)).toBeNull();
  expect(meter.add(sampleOf({ walBytes: null }))).toBeNull();
});

it('neither an old checkpoint nor a first connection that is under way says anything of now', () => {
  const weeksAgo = facts({ checkpoints: [ended(20_000, { syncSeconds: 6, writeSeconds: 299 })] });
  expect(judgeServer(weeksAgo).BreakwaterCheckpointSyncSlow.holds).toBe(false);
  expect(judgeServer(weeksAgo).BreakwaterCheckpointOverran.holds).toBe(false);
  const starting = facts({ view: view({ status: { connected: false, since: T0, code: 'not yet' } }) });
  expect(judgeServer(starting).BreakwaterObserverBlind.holds).toBeNull();
});
