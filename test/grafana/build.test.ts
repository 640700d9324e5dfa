import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createAlerts } from '../../grafana/source/alerts.ts';
import { renderFiles } from '../../grafana/source/files.ts';
import { DEFAULT_DOCS, runbookOf } from '../../grafana/source/prometheusFiles.ts';
import { PRODUCTION } from '../../grafana/source/timing.ts';
import { runPromtool } from '../../scripts/verify/alerts/prometheusServer.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

describe('generated files', () => {
  it.each(Object.entries(renderFiles(DEFAULT_DOCS)))(
    'grafana/%s is what the source makes (else: npm run verify -- grafana)',
    (path, text) => {
      expect(read(`grafana/${path}`) === text).toBe(true);
    },
  );

  it('another address of the documentation goes into every alert', () => {
    const { 'prometheus/rules/alerts.yml': alerts } = renderFiles('https://docs.example.com/alerts');
    expect(alerts).not.toContain(DEFAULT_DOCS);
    expect(alerts!.match(/runbook_url: https:\/\/docs\.example\.com\/alerts#/g)).toHaveLength(
      createAlerts(PRODUCTION).length,
    );
  });
});

describe('promtool', () => {
  it('takes the configuration and the rules', () => {
    const { ok, output } = runPromtool(['check', 'config', 'grafana/prometheus/prometheus.yml']);
    expect(ok, output).toBe(true);
    expect(output).toContain('2 rule files found');
  });

  it.each([
    ['sees each alert fire, and each stay silent at its nearest harmless history', 'alerts'],
    ['sees what several workers did added up, and what all of them see not', 'recording'],
  ])('%s', (_, name) => {
    const { ok, output } = runPromtool(['test', 'rules', `grafana/prometheus/tests/${name}.yml`]);
    expect(ok, output).toBe(true);
  });
});

describe('runbooks', () => {
  it.each(createAlerts(PRODUCTION).map((alert) => [alert.name, alert] as const))(
    '%s has one behind its link',
    (name, alert) => {
      const [path, anchor] = runbookOf(alert, DEFAULT_DOCS).split('#');
      expect(existsSync(new URL(path!, root))).toBe(true);
      expect(anchor).toBe(name.toLowerCase());
      const section = read(path!).split(`\n## ${name}\n`)[1]?.split('\n## ')[0] ?? '';
      for (const part of ['**Means.**', '**Look.**', '**Do.**']) expect(section).toContain(part);
    },
  );

  it('there are none for alerts that do not exist', () => {
    const titles = [...read(DEFAULT_DOCS).matchAll(/^## (Breakwater\w+)$/gm)].map(([, title]) => title);
    expect(titles).toEqual(createAlerts(PRODUCTION).map(({ name }) => name));
  });
});
