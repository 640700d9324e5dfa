import { METRIC } from '../../domain/metricNames.ts';
import { createAlerts } from './alerts.ts';
import { toYaml } from './prometheusFiles.ts';
import { PRODUCTION } from './timing.ts';

/** Series by name and labels, in promtool's notation: one value a minute. */
type Series = Readonly<Record<string, string>>;

interface AlertCase {
  readonly at: string;
  readonly fires: Series;
  readonly silent: Series;
}

const MINUTES = 60;
const steady = (value: number): string => `${value}x${MINUTES}`;
/** From, each minute more, for an hour. */
const rising = (from: number, each: number): string => `${from}+${each}x${MINUTES}`;

const one = (name: string, labels = ''): string =>
  `${name}{job="breakwater",instance="worker:9464"${labels === '' ? '' : `,${labels}`}}`;
const SETTINGS: Series = {
  [one(METRIC.setting, 'name="checkpoint_timeout_seconds"')]: steady(300),
  [one(METRIC.setting, 'name="wal_segment_size_bytes"')]: steady(16 * 1024 ** 2),
  [one(METRIC.syncInterval)]: steady(300),
  [one(METRIC.observerConnected)]: steady(1),
};
const forced = one(METRIC.checkpoints, 'cause="wal",outcome="done"');
const timed = one(METRIC.checkpoints, 'cause="time",outcome="done"');
const phase = (name: string): string => one(METRIC.checkpointLastDuration, `phase="${name}"`);
const lastStart = one(METRIC.checkpointLastStart);
const lastSkipped = one(METRIC.checkpointLastSkipped);
const sinceRedo = one(METRIC.walSinceRedo);
const images = one(METRIC.fullPageImages);
const wal = one(METRIC.walBytes);
const trigger = one(METRIC.walTrigger);
const oldest = one(METRIC.bufferOldest);
const lastSync = one(METRIC.syncLastSuccess);
const failures = one(METRIC.syncFailures);

/** For each alert one history that must fire at `at`, and the nearest harmless one, which must not. */
const CASES: Readonly<Record<string, AlertCase>> = {
  BreakwaterCheckpointsForcedByWal: {
    at: '40m',
    fires: { [forced]: '0x19 1x5 2x40', [timed]: rising(0, 0) },
    silent: { [forced]: '0x19 1x45', [timed]: '0+1x60' },
  },
  BreakwaterCheckpointOverran: {
    at: '10m',
    fires: { [phase('write')]: steady(290), [phase('sync')]: steady(6) },
    silent: { [phase('write')]: steady(270), [phase('sync')]: steady(2) },
  },
  BreakwaterCheckpointSyncSlow: {
    at: '10m',
    fires: { [phase('sync')]: steady(7) },
    silent: { [phase('sync')]: steady(4.9) },
  },
  BreakwaterCheckpointsStalled: {
    at: '30m',
    fires: { [lastStart]: steady(300), [lastSkipped]: steady(0), [sinceRedo]: rising(0, 4_000_000) },
    // Idle: checkpoints are skipped, and a burst has just begun.
    silent: { [lastStart]: steady(300), [lastSkipped]: rising(0, 60), [sinceRedo]: steady(50_000_000) },
  },
  BreakwaterFullPageImagesDominateWal: {
    at: '55m',
    fires: { [images]: rising(0, 6_000), [wal]: rising(0, 80_000_000), [trigger]: steady(1_000_000_000) },
    // The same share of a trickle.
    silent: { [images]: rising(0, 6), [wal]: rising(0, 80_000), [trigger]: steady(1_000_000_000) },
  },
  BreakwaterBufferNotDraining: {
    at: '20m',
    fires: { [oldest]: steady(60) },
    silent: { [oldest]: '_ 1x5 300x5 600x5 900x40' },
  },
  BreakwaterSyncFailing: {
    at: '25m',
    fires: { [failures]: '0x10 0+1x50', [lastSync]: steady(600) },
    // One failure, and the next run went well.
    silent: { [failures]: '0x10 1x50', [lastSync]: '600x10 900x5 1200x40' },
  },
  BreakwaterLedgerImbalance: {
    at: '10m',
    fires: { [one(METRIC.bufferImbalance)]: steady(3) },
    silent: { [one(METRIC.bufferImbalance)]: steady(0) },
  },
  BreakwaterDeadLetters: {
    at: '10m',
    fires: { [one(METRIC.bufferDead)]: steady(1) },
    silent: { [one(METRIC.bufferDead)]: steady(0) },
  },
  BreakwaterRecordsNotFound: {
    at: '30m',
    fires: { [one(METRIC.recordNotFound, 'component="EnrichTokenJob"')]: rising(0, 2) },
    silent: { [one(METRIC.recordNotFound, 'component="EnrichTokenJob"')]: steady(40) },
  },
  BreakwaterObserverBlind: {
    at: '10m',
    fires: { [one(METRIC.observerConnected)]: steady(0) },
    // Gone for one minute only.
    silent: { [one(METRIC.observerConnected)]: '1x9 0 1x40' },
  },
  BreakwaterTargetDown: {
    at: '10m',
    fires: { [one('up')]: steady(0) },
    silent: { [one('up')]: steady(1), 'up{job="node",instance="other:9100"}': steady(0) },
  },
};

/** `promtool test rules` cases: each alert once firing and once silent. @throws Error for an alert without a case. */
export function renderAlertTests(): string {
  const tests = createAlerts(PRODUCTION).flatMap(({ name }) => {
    const found = CASES[name];
    if (found === undefined) throw new Error(`${name} has no case in alertCases.ts`);
    return [
      createTest(`${name} fires`, { name, at: found.at, series: found.fires, firing: true }),
      createTest(`${name} stays silent`, { name, at: found.at, series: found.silent, firing: false }),
    ];
  });
  return toYaml({
    rule_files: ['../rules/recording.yml', '../rules/alerts.yml'],
    evaluation_interval: '1m',
    tests,
  });
}

function createTest(
  title: string,
  { name, at, series, firing }: { name: string; at: string; series: Series; firing: boolean },
): object {
  const all = { ...SETTINGS, ...series };
  // count() leaves out labels and texts: they are not what is tested.
  const expr = `count(ALERTS{alertname="${name}", alertstate="firing"}) or vector(0)`;
  return {
    name: title,
    interval: '1m',
    input_series: Object.entries(all).map(([key, values]) => ({ series: key, values })),
    promql_expr_test: [{ expr, eval_time: at, exp_samples: [{ labels: '{}', value: firing ? 1 : 0 }] }],
  };
}
