import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { StrategyName } from '../../domain/strategies.ts';
import { System } from './System.ts';
import type { Sample } from './types.ts';

const SAMPLE_EVERY_MS = 10_000;
const TOGGLE_EVERY_MINUTES = 5;
const TURNS: readonly StrategyName[] = ['direct', 'hybrid', 'hybrid-split', 'buffer-all'];

export interface SoakOptions {
  /** Duration of all parts together. */
  readonly minutes: number;
  /** Servers and samples are kept here: a run that was stopped goes on where it was. */
  readonly dir: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Runs `incident` for long, switches the strategy every five minutes, and notes what could grow. */
export async function soak({ minutes, dir, say, signal }: SoakOptions): Promise<readonly Sample[]> {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'samples.jsonl');
  const samples = readSamples(file);
  const from = samples.at(-1)?.minute ?? 0;
  if (from > 0) say(`Going on after minute ${from.toFixed(1)}`);
  if (from >= minutes) return samples;
  const system = await System.start(strategyAt(from), dir);
  try {
    const startedAt = performance.now();
    const minute = (): number => from + (performance.now() - startedAt) / 60_000;
    while (minute() < minutes && !signal.aborted) {
      if (strategyAt(minute()) !== system.strategy) {
        await system.switchTo(strategyAt(minute()));
        say(`Minute ${Math.floor(minute())} of ${minutes}: switched to ${system.strategy}`);
      }
      await delay(SAMPLE_EVERY_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) break;
      const sample = await system.sample(minute());
      samples.push(sample);
      appendFileSync(file, `${JSON.stringify(sample)}\n`);
    }
    return samples;
  } finally {
    await system.stop();
  }
}

const strategyAt = (minute: number): StrategyName =>
  TURNS[Math.floor(minute / TOGGLE_EVERY_MINUTES) % TURNS.length]!;

function readSamples(file: string): Sample[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Sample);
}
