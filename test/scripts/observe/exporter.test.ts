import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createEnvironment, stopChild } from '../../../scripts/launch/embedded/child.ts';
import { runPromtool } from '../../../scripts/verify/alerts/prometheusServer.ts';
import { METRIC } from '../../../domain/metricNames.ts';
import { listExpressions } from '../../grafana/support/expressions.ts';
import { PRODUCTION } from '../../../grafana/source/timing.ts';
import { runsCommand } from '../../support/command.ts';
import { eventually } from '../../support/eventually.ts';

let child: ChildProcess;
let text: string;

beforeAll(async () => {
  const args = runsCommand('observe', inject('postgresUrl'), '--metrics', '127.0.0.1:0');
  // Neither Redis nor anything else of Breakwater is known to it.
  child = spawn(process.execPath, args, {
    env: createEnvironment({ PATH: process.env['PATH'] ?? '' }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr!.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await eventually(async () => {
    const url = /Metrics: (http:\S+)/.exec(output)?.[1];
    if (url === undefined) throw new Error(`No address yet: ${output}`);
    text = await (await fetch(url)).text();
    if (!text.includes(`\n${METRIC.observerConnected} 1\n`)) throw new Error('Not connected yet');
  });
});

afterAll(() => stopChild(child, 'SIGINT', { signal: 'SIGKILL', patienceMs: 5_000 }));

const families = (): string[] => [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name!);

it('serves the names of the worker, all of PostgreSQL and no others', () => {
  const expected = Object.values(METRIC).filter((name) => name.startsWith('breakwater_pg_'));
  expect(families().sort()).toEqual([...expected, METRIC.buildInfo].sort());
});

it('is clean for promtool', () => {
  expect(runPromtool(['check', 'metrics'], text)).toEqual({ ok: true, output: '' });
});

it('has what the checkpoints dashboard and the checkpoint alerts ask for', () => {
  const asked = listExpressions(PRODUCTION)
    .filter(({ where }) => /^Breakwater checkpoints: (?!mark)|Checkpoint|Observer/.test(where))
    .flatMap(({ expr }) =>
      [...expr.matchAll(/(?<!:)\bbreakwater_\w+?(?=_bucket\b|\b(?!:))/g)].map(([name]) => name),
    );
  expect(asked.length).toBeGreaterThan(20);
  expect(asked.filter((name) => !families().includes(name))).toEqual([]);
});
