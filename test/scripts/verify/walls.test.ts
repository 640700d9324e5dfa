import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WALLS, withWalls } from '../../../scripts/verify/walls.ts';

const project = fileURLToPath(new URL('../../../', import.meta.url));
const CONFIGURATION = '.oxlintrc.json';

/** A file behind each wall: what it may import, and what it may not (`type` where only that is allowed). */
const PLANTED = [
  { file: 'domain/planted.ts', may: './x.ts', not: ['../model/x.ts', '../db/x.ts', 'pg'] },
  { file: 'machine/planted.ts', may: './x.ts', not: ['../domain/x.ts', '../scripts/x.ts'] },
  { file: 'http/planted.ts', may: './x.ts', not: ['../server/x.ts'] },
  { file: 'buffer/planted.ts', may: './x.ts', not: ['../redis/x.ts', '../domain/x.ts'], byType: 'ioredis' },
  {
    file: 'model/workload/planted.ts',
    may: '../../domain/x.ts',
    not: ['../../observer/x.ts', '../../db/x.ts'],
  },
  {
    file: 'db/statements/planted.ts',
    may: '../../domain/x.ts',
    not: ['../../redis/x.ts', '../../observer/x.ts', 'ioredis'],
  },
  {
    file: 'redis/history/planted.ts',
    may: '../../buffer/x.ts',
    not: ['../../db/x.ts', '../../worker/x.ts', 'pg'],
  },
  {
    file: 'observer/checkpoints/planted.ts',
    may: '../../db/x.ts',
    not: ['../../redis/x.ts', '../../worker/x.ts', 'ioredis'],
  },
  {
    file: 'worker/services/planted.ts',
    may: '../../observer/x.ts',
    not: ['../../server/x.ts', '../../scripts/x.ts', '../../app/x.ts'],
  },
  {
    file: 'worker/handlers/planted.ts',
    may: '../types.ts',
    not: ['../services/x.ts', '../../redis/x.ts', '../../server/x.ts', 'pg'],
  },
  { file: 'worker/jobs/planted.ts', may: '../../domain/x.ts', not: ['../strategies/x.ts', '../../db/x.ts'] },
  {
    file: 'worker/sources/planted.ts',
    may: '../../machine/x.ts',
    not: ['../services/x.ts', '../../buffer/x.ts'],
  },
  {
    file: 'worker/metrics/planted.ts',
    may: '../types.ts',
    not: ['../services/x.ts', '../../db/x.ts', '../../app/x.ts'],
  },
  {
    file: 'server/readers/planted.ts',
    may: '../../worker/config/x.ts',
    not: ['../../worker/services/x.ts', '../../app/x.ts', '../../scripts/x.ts'],
  },
  { file: 'server/readers/planted2.ts', may: '../http/x.ts', not: ['../../bench/x.ts'] },
  {
    file: 'app/feed/_components/planted.tsx',
    may: '../../../domain/x.ts',
    not: ['../../../db/x.ts', '../../../worker/x.ts', '../../../observer/x.ts'],
    byType: '../../../server/x.ts',
  },
  { file: 'app/feed/page.tsx', may: '../../server/x.ts', not: ['../../db/x.ts', '../../redis/x.ts'] },
  { file: 'app/api/planted/route.ts', may: '../../../server/http/x.ts', not: ['../../../redis/x.ts'] },
  {
    file: 'experiment/planted.ts',
    may: '../worker/x.ts',
    not: ['../server/x.ts', '../app/x.ts', '../bench/x.ts', '../scripts/verify/x.ts'],
  },
  { file: 'experiment/planted2.ts', may: '../scripts/launch/x.ts', not: ['../grafana/x.ts'] },
] as const satisfies readonly { file: string; may: string; not: readonly string[]; byType?: string }[];

let dir: string;
let refused: ReadonlyMap<string, readonly number[]>;

/** Imports, one a line: the allowed one, the allowed type, then what is forbidden, by value and by type. */
function write(planted: (typeof PLANTED)[number]): string {
  const byType = 'byType' in planted ? planted.byType : planted.may;
  const forbidden = [...planted.not, ...('byType' in planted ? [planted.byType] : [])];
  return [
    `import { a } from '${planted.may}';`,
    `import type { b } from '${byType}';`,
    ...forbidden.map((path, i) => `import { c${i} } from '${path}';`),
    ...planted.not.map((path, i) => `import type { d${i} } from '${path}';`),
    '',
  ].join('\n');
}

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly line: number } }[];
}

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-walls-'));
  cpSync(join(project, CONFIGURATION), join(dir, CONFIGURATION));
  for (const planted of PLANTED) {
    mkdirSync(join(dir, dirname(planted.file)), { recursive: true });
    writeFileSync(join(dir, planted.file), write(planted));
  }
  const oxlint = join(project, 'node_modules', '.bin', 'oxlint');
  const { stdout } = spawnSync(oxlint, ['--format', 'json'], { cwd: dir, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] };
  const lines = new Map<string, number[]>();
  for (const { code, filename, labels } of diagnostics) {
    if (code !== 'eslint(no-restricted-imports)') continue;
    const file = relative(dir, resolve(dir, filename));
    lines.set(
      file,
      [...(lines.get(file) ?? []), labels[0]!.span.line].toSorted((x, y) => x - y),
    );
  }
  refused = lines;
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it.each(PLANTED)('$file: each forbidden import is refused, and no allowed one', (planted) => {
  const all = write(planted)
    .trim()
    .split('\n')
    .map((_, i) => i + 1);
  expect(refused.get(planted.file)).toEqual(all.slice(2));
});

it('a wall has a planted import, each of them', () => {
  expect(PLANTED.length).toBeGreaterThanOrEqual(WALLS.length);
});

it('the configuration is what the table says', () => {
  const text = readFileSync(join(project, CONFIGURATION), 'utf8');
  expect(JSON.parse(text)).toEqual(withWalls(text));
});
