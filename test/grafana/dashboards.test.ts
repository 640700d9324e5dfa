import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CAUSE_IDENTITY, COMPONENT_IDENTITY, STRATEGY_IDENTITY } from '../../domain/identityColors.ts';
import { CAUSE_LOOKS, COMPONENT_LOOKS, STRATEGY_LOOKS } from '../../grafana/source/colors.ts';
import { DATASOURCE_UID } from '../../grafana/source/layout.ts';
import { createRecordingRules } from '../../grafana/source/recordingRules.ts';
import { PRODUCTION } from '../../grafana/source/timing.ts';
import { METRIC } from '../../domain/metricNames.ts';
import { DASHBOARDS, listExpressions, readDashboard, readPanels, targetsOf } from './support/expressions.ts';

const COLUMNS = 24;
const isRow = (panel: Panel): boolean => panel.type === 'row';
const pictures = (dashboard: Dashboard): readonly Panel[] =>
  readPanels(dashboard).filter((panel) => !isRow(panel));

describe.each(DASHBOARDS.map((name) => [name, readDashboard(name)] as const))(
  'dashboard %s',
  (_, dashboard) => {
    it('is classic JSON with a fixed uid, a shared crosshair and the three variables', () => {
      expect(dashboard.schemaVersion).toBeGreaterThan(30);
      expect(dashboard).not.toHaveProperty('apiVersion');
      expect(dashboard.uid).toMatch(/^breakwater-\w+$/);
      expect(dashboard.graphTooltip).toBe(1);
      expect(dashboard.templating.list?.map(({ name }) => name)).toEqual([
        'datasource',
        'job',
        'instance',
        'web',
      ]);
    });

    it('has panels within the grid, none over another, each id once', () => {
      const panels = readPanels(dashboard);
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
      const taken = new Set<string>();
      for (const { gridPos, title } of panels) {
        expect(gridPos!.x + gridPos!.w).toBeLessThanOrEqual(COLUMNS);
        for (let x = gridPos!.x; x < gridPos!.x + gridPos!.w; x++) {
          for (let y = gridPos!.y; y < gridPos!.y + gridPos!.h; y++) {
            expect(taken.has(`${x} ${y}`), title).toBe(false);
            taken.add(`${x} ${y}`);
          }
        }
      }
    });

    it('has a title, a description, a unit and the chosen data source on every panel', () => {
      for (const panel of pictures(dashboard)) {
        expect(panel.title, JSON.stringify(panel.gridPos)).toBeTruthy();
        expect(panel.description?.length, panel.title).toBeGreaterThan(10);
        expect(panel.fieldConfig?.defaults.unit, panel.title).toBeTruthy();
        expect(panel.datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
        expect(targetsOf(panel).length).toBeGreaterThan(0);
      }
      const titles = pictures(dashboard).map(({ title }) => title);
      expect(new Set(titles).size).toBe(titles.length);
    });

    it('filters every selector by job and instance', () => {
      for (const panel of pictures(dashboard)) {
        for (const { expr } of targetsOf(panel)) {
          const selectors = [...expr.matchAll(/breakwater_\w+(\{[^}]*\})?/g)];
          expect(selectors.length, expr).toBeGreaterThan(0);
          for (const [, matchers = ''] of selectors) {
            expect(matchers, expr).toContain('job=~"$job", instance=~"$instance"');
          }
        }
      }
    });

    it('links to the other and to the web dashboard, with the range of time', () => {
      const [other, web] = dashboard.links!;
      const target = DASHBOARDS.map(readDashboard).find(({ uid }) => other!.url === `/d/${uid}`);
      expect(target?.uid).not.toBe(dashboard.uid);
      expect(other).toMatchObject({ keepTime: true, includeVars: true });
      expect(web!.url).toMatch(/^\$\{web\}\/.*\?from=\$\{__from\}&to=\$\{__to\}$/);
    });

    it('marks checkpoints, switches of strategy and marks of other kinds', () => {
      const marks = dashboard.annotations.list!.map(({ expr }) => expr);
      expect(marks.some((expr) => expr?.includes(`${METRIC.checkpointInProgress}{`))).toBe(true);
      expect(marks.some((expr) => expr?.includes(`${METRIC.writeStrategy}{`))).toBe(true);
      expect(marks.some((expr) => expr?.includes(`${METRIC.markTime}{`))).toBe(true);
    });
  },
);

it('expressions name no metric that is neither exported nor recorded', () => {
  const known = new Set<string>([
    ...Object.values(METRIC).flatMap((name) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]),
    ...createRecordingRules(PRODUCTION).map(({ record }) => record),
  ]);
  const unknown = listExpressions(PRODUCTION).flatMap(({ where, expr }) =>
    [...expr.matchAll(/(?:\w+:)?breakwater_\w+(?::\w+)?/g)]
      .map(([name]) => name)
      .filter((name) => !known.has(name))
      .map((name) => `${where}: ${name}`),
  );
  expect(unknown).toEqual([]);
});

it('every exported metric is asked for somewhere', () => {
  const text = listExpressions(PRODUCTION)
    .map(({ expr }) => expr)
    .join('\n');
  const unasked = Object.values(METRIC).filter((name) => !new RegExp(`${name}(?![a-z])`).test(text));
  expect(unasked).toEqual([METRIC.buildInfo]);
});

it('components, strategies and causes have a colour each, and keep them apart', () => {
  expect(Object.keys(COMPONENT_LOOKS)).toEqual(Object.keys(COMPONENT_IDENTITY));
  expect(Object.keys(STRATEGY_LOOKS)).toEqual(Object.keys(STRATEGY_IDENTITY));
  expect(Object.keys(CAUSE_LOOKS)).toEqual(Object.keys(CAUSE_IDENTITY));
  const colors = Object.values(COMPONENT_LOOKS).map(({ color }) => color);
  expect(new Set(colors).size).toBe(colors.length);
});

it('the provisioned data source has the uid that dashboards and alerts name', () => {
  const file = new URL('../../grafana/provisioning/datasources/prometheus.yml', import.meta.url);
  const { datasources } = parse(readFileSync(file, 'utf8')) as { datasources: { uid: string }[] };
  expect(datasources.map(({ uid }) => uid)).toEqual([DATASOURCE_UID]);
});
