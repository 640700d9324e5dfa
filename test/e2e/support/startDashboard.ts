import { expect } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { startWebProcess, type WebProcess } from '../../../scripts/launch/embedded/web.ts';
import { readRunning } from './running.ts';

const projectDir = fileURLToPath(new URL('../../..', import.meta.url));
const host = '127.0.0.1';

export interface Dashboard extends WebProcess {
  readonly address: string;
}

/** A second dashboard on the servers of the run, without a supervisor; resolves once it answers. */
export async function startDashboard(
  port: number,
  variables: Readonly<Record<string, string>> = {},
): Promise<Dashboard> {
  const { databaseUrl, redisUrl } = readRunning();
  const environment = { ...process.env, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, ...variables };
  const web = startWebProcess({ projectDir, host, port, environment, development: false });
  expect(await web.ready).toBe(true);
  return { ...web, address: `http://${host}:${port}` };
}
