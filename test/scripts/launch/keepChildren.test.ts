import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ChildPort } from '../../../scripts/launch/embedded/ports.ts';
import { keepWorker } from '../../../scripts/launch/keepChildren.ts';
import type { Supervised } from '../../../scripts/launch/supervise.ts';

/** A worker that finds the port of its first start taken. */
const WORKER = `
import { EXIT_PORT_TAKEN } from '../../../worker/config/exitCodes.ts';
if (process.env.METRICS_PORT === process.env.TAKEN) process.exit(EXIT_PORT_TAKEN);
setInterval(() => undefined, 1_000);
`;

const data = fileURLToPath(new URL('../../../.data/', import.meta.url));
let projectDir: string;
let kept: Supervised | undefined;
beforeEach(() => {
  mkdirSync(data, { recursive: true });
  // Below the project, where it finds its packages.
  projectDir = mkdtempSync(join(data, 'test-worker-'));
  mkdirSync(join(projectDir, 'worker'));
  writeFileSync(join(projectDir, 'worker', 'main.ts'), WORKER);
});
afterEach(async () => {
  await kept?.stop();
  kept = undefined;
  rmSync(projectDir, { recursive: true, force: true });
});

/** Keeps a worker until it moved to another port, or gave up. */
async function keep(isFixed: boolean) {
  const wished = (await ChildPort.choose({ name: 'A', host: '127.0.0.1', fixed: undefined, wished: 0 }))
    .number;
  const port = await ChildPort.choose({
    name: 'METRICS_PORT',
    host: '127.0.0.1',
    fixed: isFixed ? wished : undefined,
    wished,
  });
  const said: string[] = [];
  const outcome = await new Promise<string | null>((resolve) => {
    const environment = { ...process.env, TAKEN: String(wished) };
    const options = {
      projectDir,
      environment,
      development: false,
      port,
      say: (line: string) => said.push(line),
    };
    kept = keepWorker({ ...options, end: resolve }, () => resolve('moved'));
  });
  return { outcome, said, wished, port: port.number };
}

test('a worker whose port was taken meanwhile starts again with another', async () => {
  const { outcome, said, wished, port } = await keep(false);
  expect(outcome).toBe('moved');
  expect(port).not.toBe(wished);
  expect(said).toEqual([`The worker ended (port ${wished} was taken meanwhile); starting it again in 0.5 s`]);
});

test('one whose port a person set ends everything, with one line', async () => {
  const { outcome, said, wished, port } = await keep(true);
  expect(outcome).toMatch(new RegExp(`^METRICS_PORT ${wished} is taken by another program`));
  expect([port, said]).toEqual([wished, []]);
});
