import { chmodSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimDirectory } from '../../machine/claimDirectory.ts';
import { removeTree } from '../../machine/files.ts';
import { projectDir } from '../../machine/projectDir.ts';
import { abortOnSignal } from '../command/abortOnSignal.ts';
import { onOff, text, wholeNumber } from '../command/arguments.ts';
import { defineCommand } from '../command/Command.ts';
import { claimDataDir } from '../command/dataDir.ts';
import { createOutput, outputFlags } from '../command/output.ts';
import { INCIDENTS } from './spikes/incidents.ts';
import { renderSpikes } from './spikes/render.ts';
import { openKept, type ServerResult } from './spikes/serverResult.ts';
import { stageServer } from './spikes/stageServer.ts';

const DEBIAN = '/usr/lib/postgresql/15';
const REPORT = 'docs/spikes-measured.md';

const USAGE = `Usage: npm run verify -- spikes [--calm-minutes N] [--install-dir DIR] [--fresh] [--json] [--output FILE]

Stages ${INCIDENTS.length} latency spikes whose cause is known, on servers of its own on a slow disk, and reads what the observer says of each;
then calm minutes, in which it must say nothing. The embedded server and another one at the same time, about 25 minutes and
the calm ones. What is done is kept: a second start goes on where the first was stopped. Writes ${REPORT}.
Needs root and control groups of version 1 for the slow disk.

  --calm-minutes N   how long nothing is staged (default 10; 0: not at all)
  --install-dir DIR  the other PostgreSQL (default ${DEBIAN}, where it is installed)
  --fresh            forget what is kept
  --json             the result for programs; --output FILE the same into FILE (.json, .md)`;

export const command = defineCommand({
  usage: USAGE,
  flags: {
    'calm-minutes': wholeNumber(0, 600, 10),
    'install-dir': text(undefined),
    fresh: onOff,
    ...outputFlags('.md'),
  },
  run: async ({ 'calm-minutes': calmMinutes, 'install-dir': installDir = DEBIAN, fresh, json, output }) => {
    const { say, give } = createOutput({ json, output });
    const kept = join(claimDataDir(process.env['DATA_DIR']), 'spikes');
    if (fresh) removeTree(kept);
    claimDirectory(kept);
    const signal = abortOnSignal(() => say('Stopping after what is under way; what is done is kept …'));
    const others = existsSync(join(installDir, 'bin', 'postgres')) ? [installDir] : [];
    if (others.length === 0) say(`${installDir} holds no PostgreSQL: only the embedded one is tried`);
    const dir = mkdtempSync(join(tmpdir(), 'breakwater-spikes-'));
    // The server's user must be able to enter.
    chmodSync(dir, 0o755);
    try {
      const ends = await Promise.allSettled(
        [undefined, ...others].map((install, i) =>
          stageServer({
            dir,
            name: `server-${i}`,
            installDir: install,
            calmMinutes,
            kept: openKept(join(kept, `${i}.json`)),
            say: (line) => say(`${install === undefined ? 'embedded' : install}: ${line}`),
            signal,
          }),
        ),
      );
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
      const servers = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
      const report = renderSpikes(servers);
      if (!signal.aborted) writeFileSync(join(projectDir, REPORT), report);
      give({ value: servers, text: `\n${report}`, formats: { '.md': () => report } });
      return servers.every(isGood) ? 0 : 1;
    } finally {
      removeTree(dir);
    }
  },
});

const MIN_RIGHT = 18;

/** Eighteen of twenty, no lock that is called a checkpoint, and nothing said of calm minutes. */
function isGood({ incidents, calm }: ServerResult): boolean {
  const right = incidents.filter(({ isRight }) => isRight).length;
  const isLockBlamed = incidents.some(({ cause, isRight, verdict }) => {
    return cause === 'locks' && !isRight && verdict !== null && verdict !== 'not-checkpoint';
  });
  return right >= MIN_RIGHT && !isLockBlamed && (calm === null || calm.spikes.length === 0);
}
