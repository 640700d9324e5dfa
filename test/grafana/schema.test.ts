import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DASHBOARDS, readDashboard, readPanels } from './support/expressions.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const TSC = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'esnext', '--moduleResolution', 'bundler'];
const IMPORTS = `
import type { Dashboard } from './sdk/dashboard/types.gen';
import type * as stat from './sdk/stat/types.gen';
import type * as timeseries from './sdk/timeseries/types.gen';
import type { Dataquery } from './sdk/prometheus/types.gen';
type Query = Omit<Dataquery, '_implementsDataqueryVariant'>;
`;
let dir: string;

/** The SDK's types are generated from Grafana's schema. JSON has no enums: they become unions of their values. */
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-schema-'));
  const dist = join(root, 'node_modules/@grafana/grafana-foundation-sdk/dist');
  cpSync(dist, join(dir, 'sdk'), { recursive: true, filter: (path) => !/\.(js|map)$/.test(path) });
  for (const path of readdirSync(join(dir, 'sdk'), { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('types.gen.d.ts')) continue;
    const file = join(dir, 'sdk', path);
    const text = readFileSync(file, 'utf8').replaceAll(
      /export declare enum (\w+) \{([^}]*)\}/g,
      (_, name: string, body: string) =>
        `export type ${name} = ${[...body.matchAll(/= ("[^"]*"|-?\d+)/g)].map(([, value]) => value).join(' | ')};`,
    );
    writeFileSync(file, text);
  }
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

function compile(name: string, source: string): { readonly ok: boolean; readonly output: string } {
  const file = join(dir, `${name}.ts`);
  writeFileSync(file, IMPORTS + source);
  const result = spawnSync(join(root, 'node_modules/.bin/tsc'), [...TSC, file], {
    encoding: 'utf8',
    cwd: dir,
  });
  return { ok: result.status === 0, output: result.stdout };
}

/** Options, fields and queries are of a panel's own kind, and any to the dashboard's type: each is compared with its own. */
function describeDashboard(name: (typeof DASHBOARDS)[number]): string {
  const dashboard = readDashboard(name);
  const panels = readPanels(dashboard).map(({ targets: _targets, ...panel }) => panel);
  const parts = readPanels(dashboard).flatMap((panel) => {
    if (panel.type !== 'timeseries' && panel.type !== 'stat') return [];
    const { custom } = panel.fieldConfig!.defaults as { custom?: object };
    return [
      [`${panel.type}.Options`, panel.options],
      ...(custom === undefined ? [] : [['timeseries.FieldConfig', custom]]),
      ...panel.targets!.map((target) => ['Query', target]),
    ];
  });
  return [['Dashboard', { ...dashboard, panels }], ...parts]
    .map(([type, value], i) => `export const value${i}: ${String(type)} = ${JSON.stringify(value)};`)
    .join('\n');
}

it.each(DASHBOARDS)('%s is what the types of Grafana take, panel by panel', (name) => {
  const { ok, output } = compile(name, describeDashboard(name));
  expect(ok, output).toBe(true);
});

it('they would not take another', () => {
  const wrong = describeDashboard('pipeline').replaceAll('"drawStyle":"line"', '"drawStyle":"lime"');
  expect(compile('wrong', wrong).ok).toBe(false);
});
