import { projectDir } from '../machine/projectDir.ts';
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { claimDirectory } from '../machine/claimDirectory.ts';
import { replaceFile } from '../machine/files.ts';
import { identifySelf, type ProcessIdentity } from '../machine/processIdentity.ts';
import { experimentsDir } from './experimentsDir.ts';
import { renderHtml } from './renderHtml.ts';
import { renderMarkdown } from './renderText.ts';
import type { ExperimentProgress } from './runExperiment.ts';
import type { ExperimentPlan, ExperimentResult } from '../domain/experiment.ts';

/** One experiment, in a file of its own, for the page and for later. */
export interface StoredExperiment {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly startedAt: string;
  /** Runs it; one whose process is gone has ended, and one of version 0.1, which did not write this, counts as ended. */
  readonly process?: ProcessIdentity;
  readonly plan: ExperimentPlan;
  readonly progress: ExperimentProgress | null;
  readonly result: ExperimentResult | null;
  readonly error: string | null;
}

export interface ExperimentStore {
  open(id: string | undefined, plan: ExperimentPlan): ExperimentEntry;
}

export interface ExperimentEntry {
  readonly id: string;
  progress(progress: ExperimentProgress): void;
  keep(result: ExperimentResult): void;
  close(result: ExperimentResult): void;
  fail(message: string): void;
}

/** Files in `experiments/` of the data directory; each write replaces the whole file at once. */
export function createStore(dataDir = '.data'): ExperimentStore {
  const dir = experimentsDir(resolve(projectDir, dataDir));
  return {
    open: (id = randomUUID(), plan) => {
      claimDirectory(dir);
      let stored: StoredExperiment = {
        id,
        state: 'running',
        startedAt: new Date().toISOString(),
        process: identifySelf(),
        plan,
        progress: null,
        result: null,
        error: null,
      };
      const write = (ending: string, text: string): void =>
        replaceFile(join(dir, `${id}.${ending}`), text, { mode: 0o644 });
      const change = (changes: Partial<StoredExperiment>): void => {
        stored = { ...stored, ...changes };
        write('json', JSON.stringify(stored));
      };
      change({});
      return {
        id,
        progress: (progress) => change({ progress }),
        keep: (result) => change({ result }),
        close: (result) => {
          write('html', renderHtml(result));
          write('md', renderMarkdown(result));
          change({ result, state: 'done', progress: null });
        },
        fail: (error) => change({ error, state: 'failed' }),
      };
    },
  };
}
