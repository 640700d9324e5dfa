import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { experimentsDir } from '../../server/experimentFiles.ts';
import { renderHtml } from './renderHtml.ts';
import { renderMarkdown } from './renderText.ts';
import type { ExperimentProgress } from './runExperiment.ts';
import type { ExperimentPlan, ExperimentResult } from './types.ts';

const projectDir = fileURLToPath(new URL('../..', import.meta.url));

/** What stands in a file of its own per experiment, for the page and for later. */
export interface StoredExperiment {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly startedAt: string;
  /** Of the process that runs it; a run whose process is gone has ended. */
  readonly pid: number;
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
      mkdirSync(dir, { recursive: true });
      let stored: StoredExperiment = {
        id,
        state: 'running',
        startedAt: new Date().toISOString(),
        pid: process.pid,
        plan,
        progress: null,
        result: null,
        error: null,
      };
      const change = (changes: Partial<StoredExperiment>): void => {
        stored = { ...stored, ...changes };
        const file = join(dir, `${id}.json`);
        writeFileSync(`${file}.new`, JSON.stringify(stored));
        renameSync(`${file}.new`, file);
      };
      change({});
      return {
        id,
        progress: (progress) => change({ progress }),
        keep: (result) => change({ result }),
        close: (result) => {
          writeFileSync(join(dir, `${id}.html`), renderHtml(result));
          writeFileSync(join(dir, `${id}.md`), renderMarkdown(result));
          change({ result, state: 'done', progress: null });
        },
        fail: (error) => change({ error, state: 'failed' }),
      };
    },
  };
}
