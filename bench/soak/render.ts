import { formatCount } from '../../domain/format.ts';
import type { BackpressureReport } from './backpressure.ts';
import type { OutageReport } from './outages.ts';
import { FLAT_GAUGES, findTrends, isFlat } from './trends.ts';
import type { Gauge, Sample } from './types.ts';

const MIB = 1024 ** 2;

const WORDS: Readonly<Record<Gauge, string>> = {
  workerBytes: "worker's resident memory, MB",
  workerFiles: "worker's open files",
  redisBytes: "Redis' memory, MB",
  redisClients: "Redis' clients",
  postgresConnections: "PostgreSQL's connections",
  tableBytes: 'token_discovery with indexes, MB',
  marketBytes: 'token_market with index, MB',
  bufferEntries: 'buffered entries',
  ledgerImbalance: 'ledger imbalance',
};

/** Markdown, readable in a terminal too. */
export function renderSoak(samples: readonly Sample[]): string {
  const trends = findTrends(samples);
  const flat = trends.every(isFlat) && samples.every(({ ledgerImbalance }) => ledgerImbalance === 0);
  const rows = trends.map((trend) => {
    const show = (value: number): string =>
      trend.gauge.endsWith('Bytes') ? (value / MIB).toFixed(1) : value.toFixed(1);
    const verdict = FLAT_GAUGES.includes(trend.gauge)
      ? isFlat(trend)
        ? 'flat'
        : 'GROWS'
      : 'follows the strategy';
    const growth = Number.isFinite(trend.growth) ? `${((trend.growth - 1) * 100).toFixed(1)} %` : '–';
    return `| ${WORDS[trend.gauge]} | ${show(trend.before)} | ${show(trend.after)} | ${growth} | ${show(trend.most)} | ${verdict} |`;
  });
  return [
    `${flat ? 'FLAT' : 'NOT FLAT'}: ${samples.length} samples over ${(samples.at(-1)?.minute ?? 0).toFixed(1)} minutes`,
    '',
    '| figure | mean of the second third | of the last third | growth | most | verdict |',
    '| --- | --: | --: | --: | --: | --- |',
    ...rows,
  ].join('\n');
}

export function renderOutages(reports: readonly OutageReport[]): string {
  return [
    '| away for 60 s | /readyz meanwhile | recovered in | worker before / most, MB | passed meanwhile | syncs failed | ledger after a minute |',
    '| --- | --: | --: | --: | --- | --: | --: |',
    ...reports.map(
      (report) =>
        `| ${report.server} | ${report.statusMeanwhile} | ${report.recoverySeconds.toFixed(1)} s | ` +
        `${(report.workerBytesBefore / MIB).toFixed(0)} / ${(report.workerBytesMost / MIB).toFixed(0)} | ` +
        `${report.rowsMeanwhile === null ? `${report.updatesMeanwhile} updates accepted` : `${report.rowsMeanwhile} rows created`} | ` +
        `${report.syncsFailed} | ${report.ledgerImbalance} |`,
    ),
  ].join('\n');
}

export function renderBackpressure(report: BackpressureReport): string {
  return [
    `sustained ${formatCount(report.sustainableRate)} updates/s; asked for ${formatCount(report.wantedRate)}/s for ${report.seconds} s, took ${formatCount(report.acceptedRate)}/s`,
    `calls accepted ${formatCount(report.acceptedCalls)}, waited ${formatCount(report.medianWaitMs)} ms (median), ${formatCount(report.longestWaitMs)} ms (longest)`,
    `calls refused: ${JSON.stringify(report.refusedCalls)}`,
    `entries at most ${formatCount(report.mostEntries)} of ${formatCount(report.maxEntries)}; worker ${formatCount(report.workerBytesBefore / MIB)} MB before, ${formatCount(report.workerBytesMost / MIB)} MB at most`,
    `lost ${report.lost}, ledger ${report.ledgerImbalance}`,
  ].join('\n');
}
