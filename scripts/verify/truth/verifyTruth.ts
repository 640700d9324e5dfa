import { cpus } from 'node:os';
import { createHistory } from '../../../redis/history.ts';
import type { ObservedCheckpoint } from '../../../domain/checkpoints.ts';
import { openPages } from './browse.ts';
import { findDescendant, readParent } from './freeze.ts';
import { judgeRun, type Verdict } from './judge.ts';
import { createPlan, MIN_MINUTES } from './plan.ts';
import { renderReport } from './report.ts';
import { withRefereedRun } from './refereedRun.ts';
import { watchRun } from './watchRun.ts';
import { wholeNumber } from '../../command/arguments.ts';
import { defineCommand } from '../../command/Command.ts';
import { createOutput, outputFlags } from '../../command/output.ts';
import { complain } from '../../command/terminal.ts';

const POLL_MS = 250;
const METRICS_MS = 500;

const USAGE = `Usage: npm run verify -- truth [--minutes N] [--json] [--output FILE]

Holds every figure on the pages against referees, through strategies and outages, on a system of its own.

  --minutes N    from ${MIN_MINUTES} to 600 (default 10), beside two for the start
  --json         the result for programs instead of the text
  --output FILE  into FILE: for programs (.json), for a document (.md)`;

export const command = defineCommand({
  usage: USAGE,
  flags: { minutes: wholeNumber(MIN_MINUTES, 600, 10), ...outputFlags('.md') },
  run: async ({ minutes, json, output }) => {
    const { give } = createOutput({ json, output });
    const { verdict, report } = await judgeFigures(minutes);
    give({ value: verdict, text: report, formats: { '.md': () => report } });
    if (verdict.failures.length > 0) throw new Error(verdict.failures.join('\n'));
  },
});

/** Every figure of the whole product beside referees. Progress goes to standard error. */
async function judgeFigures(
  minutes: number,
): Promise<{ readonly verdict: Verdict; readonly report: string }> {
  return withRefereedRun(async ({ run, dashboardUrl, postgres, redis, metrics, readEvidence }, onStop) => {
    const pages = await openPages(dashboardUrl);
    onStop(pages.close);
    const startedAt = Date.now();
    const watched = await watchRun({
      plan: createPlan(minutes),
      read: pages.read,
      polls: [
        { everyMs: POLL_MS, poll: postgres.poll },
        { everyMs: POLL_MS, poll: redis.poll },
        { everyMs: METRICS_MS, poll: metrics.poll },
      ],
      pids: {
        postgres: readParent(postgres.serverPid),
        redis: redis.serverPid,
        worker: findDescendant(run.pid, 'worker/main.ts')!,
      },
      switchTo: pages.switchTo,
      say: complain,
    });
    const events = await createHistory(redis.redis).readEvents<ObservedCheckpoint>('checkpoints', {
      // Rows of the time before are shown, too.
      from: 0,
      to: Date.now(),
      limit: 1_000,
    });
    const verdict = judgeRun(
      watched,
      await readEvidence(),
      events.map(({ value }) => value),
    );
    const machine = `${cpus().length} × ${cpus()[0]?.model}`;
    const report = renderReport(verdict, { startedAt, machine, minutes, ...watched });
    return { verdict, report };
  });
}
