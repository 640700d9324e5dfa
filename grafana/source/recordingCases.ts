import { METRIC } from '../../domain/metricNames.ts';
import { RECORDED } from './recordingRules.ts';
import { toYaml } from './prometheusFiles.ts';

const TIME_SCALE = 10;
/** Two workers of one Breakwater, and an observer of another server under a job of its own. */
const WORKERS = ['job="breakwater",instance="a:9464"', 'job="breakwater",instance="b:9464"'] as const;
const OBSERVERS = [
  'job="observe",instance="c:9465",server="c"',
  'job="observe",instance="d:9465",server="d"',
] as const;

const series = (name: string, values: string, targets: readonly string[], label = ''): object[] =>
  targets.map((target) => ({ series: `${name}{${target}${label === '' ? '' : `,${label}`}}`, values }));

const expect = (expr: string, samples: readonly (readonly [labels: string, value: number])[]): object => ({
  expr,
  eval_time: '60m',
  exp_samples: samples.map(([labels, value]) => ({ labels: `${expr}{${labels}}`, value })),
});

/** Cases for `promtool test rules`: what each worker did is added up, what all of them see is not. */
export function renderRecordingTests(): string {
  const component = 'component="MarketDataJob"';
  const test = {
    name: 'two workers share their servers; two observers watch one each',
    interval: '1m',
    input_series: [
      ...series(METRIC.timeScale, `${TIME_SCALE}x60`, WORKERS),
      ...series(METRIC.statements, '0+60x60', WORKERS, component),
      ...series(METRIC.rowsWritten, '0+600x60', WORKERS, component),
      ...series(METRIC.bufferUpdates, '0+100x60', WORKERS),
      ...series(METRIC.bufferCoalesced, '0+25x60', WORKERS),
      ...series(METRIC.bufferOldest, '3000x60', WORKERS),
      ...series(METRIC.walBytes, '0+6000x60', [...WORKERS, ...OBSERVERS]),
      ...series(METRIC.walSinceRedo, '50x60', WORKERS),
      ...series(METRIC.walTrigger, '200x60', WORKERS),
    ],
    promql_expr_test: [
      // One statement a second each: 2 × 3600 an hour of wall time, a tenth of it an hour of workload time.
      expect(RECORDED.writesPerSecond, [['job="breakwater"', 2]]),
      expect(RECORDED.writesPerHour, [['job="breakwater"', (2 * 3_600) / TIME_SCALE]]),
      expect(RECORDED.writesPerHourByComponent, [[`job="breakwater",${component}`, 720]]),
      expect(RECORDED.rowsPerHourByComponent, [[`job="breakwater",${component}`, 7_200]]),
      expect(RECORDED.coalescedShare, [['job="breakwater"', 0.25]]),
      expect(RECORDED.oldestAge, [['job="breakwater"', 600]]),
      expect(RECORDED.walToTrigger, [['job="breakwater"', 0.25]]),
      expect(RECORDED.walRate, [
        ['job="breakwater"', 100],
        ['job="observe",server="c"', 100],
        ['job="observe",server="d"', 100],
      ]),
    ],
  };
  return toYaml({ rule_files: ['../rules/recording.yml'], evaluation_interval: '1m', tests: [test] });
}
