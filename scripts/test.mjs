// `npm test`: installs what is missing, then checks and tests everything. The last line is `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  checkNode,
  ensureBrowser,
  ensurePackages,
  ensurePrometheus,
  ensureRedis,
  projectDir,
} from './launch/bootstrap.mjs';

const USAGE = `Usage: npm test [-- --yes] [-- VITEST ARGUMENTS]

Formatting, lint, types, every test on a real PostgreSQL, a real Redis and a real Prometheus, and the dashboard in a real
browser.
Installs what is missing first; at a terminal it asks before it uses the system's package manager, unless --yes or CI=true.
npm test -- test/worker runs the tests below one folder.`;

const args = process.argv.slice(2).filter((arg) => arg !== '--yes');
if (args.includes('--help')) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}

checkNode();
ensurePackages();
await ensureRedis();
await ensurePrometheus();
const browser = await ensureBrowser();

const outcomes = [
  runCheck('Formatting', ['oxfmt', '--check']),
  runCheck('Lint', ['oxlint', '--type-aware', '--deny-warnings']),
  runCheck('Types', ['tsc', '--noEmit']),
  runTests(),
  ...(args.length === 0 ? [runBrowserTests()] : []),
];
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
process.stdout.write(`${passed} passed, ${failed} failed\n`);

function runCheck(title, command) {
  const ok = runTool(title, command);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}

function runTests() {
  const dir = mkdtempSync(join(tmpdir(), 'breakwater-report-'));
  const report = join(dir, 'vitest.json');
  const ok = runTool('Tests', [
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${report}`,
    ...args,
  ]);
  const counts = readCounts(report);
  rmSync(dir, { recursive: true, force: true });
  // A run that broke before or after its tests has failed, whatever it counted.
  return { passed: counts.passed, failed: !ok && counts.failed === 0 ? 1 : counts.failed };
}

function runBrowserTests() {
  const dir = mkdtempSync(join(tmpdir(), 'breakwater-report-'));
  const report = join(dir, 'playwright.json');
  const ok = runTool('Browser tests', ['playwright', 'test', '--reporter=list,json'], {
    BREAKWATER_CHROMIUM: browser,
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  });
  const { expected = 0, unexpected = 0 } = readJson(report)?.stats ?? {};
  rmSync(dir, { recursive: true, force: true });
  return { passed: expected, failed: !ok && unexpected === 0 ? 1 : unexpected };
}

function readCounts(report) {
  const { numPassedTests = 0, numFailedTests = 0 } = readJson(report) ?? {};
  return { passed: numPassedTests, failed: numFailedTests };
}

/** Undefined where a run broke before it could report. */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function runTool(title, [tool, ...toolArgs], variables = {}) {
  const startedAt = performance.now();
  process.stdout.write(`${title} …\n`);
  const result = spawnSync(join(projectDir, 'node_modules', '.bin', tool), toolArgs, {
    cwd: projectDir,
    env: { ...process.env, ...variables },
    stdio: 'inherit',
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${title}: ${result.status === 0 ? 'passed' : 'FAILED'} in ${seconds} s\n`);
  return result.status === 0;
}
