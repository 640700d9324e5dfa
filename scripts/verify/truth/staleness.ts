import type { PastPhase, Server } from './plan.ts';
import type { Reading } from './shown.ts';

/** The parts that hear nothing while a server is frozen: the worker reports through Redis. */
const SILENT: Readonly<Record<Server, readonly string[]>> = {
  postgres: ['postgres', 'observer'],
  redis: ['redis', 'worker', 'observer'],
  worker: ['worker', 'observer'],
};

/** One part of a page whose source was silent. */
export interface Silence {
  readonly phase: string;
  readonly place: string;
  readonly sources: readonly string[];
  /** From the moment at which its source was frozen to the last reading at which it was not marked; 0: it was from the first on. */
  readonly unmarkedSeconds: number;
}

export function measureSilence(
  readings: readonly Reading[],
  phases: readonly PastPhase[],
): readonly Silence[] {
  return phases.flatMap(({ name, frozen, from, to }) => {
    if (frozen === undefined) return [];
    const within = readings.filter(({ at }) => at >= from && at < to);
    return measurePhase(within, { name, from, silent: SILENT[frozen] });
  });
}

interface Silent {
  readonly name: string;
  readonly from: number;
  readonly silent: readonly string[];
}

function measurePhase(readings: readonly Reading[], { name, from, silent }: Silent): Silence[] {
  const found = new Map<string, Silence>();
  for (const { at, areas } of readings) {
    for (const { place, sources, isMarked } of areas) {
      if (!sources.some((source) => silent.includes(source))) continue;
      const key = `${place} ${sources.join(' ')}`;
      const unmarkedSeconds = isMarked ? (found.get(key)?.unmarkedSeconds ?? 0) : (at - from) / 1_000;
      found.set(key, { phase: name, place, sources, unmarkedSeconds });
    }
  }
  return [...found.values()];
}

/** Figures that nothing would grey, by place. */
export function listUnguarded(readings: readonly Reading[]): readonly string[] {
  const unguarded = readings.flatMap(({ figures }) =>
    figures.filter(({ sources }) => sources.length === 0).map(({ figure, place }) => `${figure} (${place})`),
  );
  return [...new Set(unguarded)].toSorted();
}

/** "collecting, 12 of 30 s", and "2 of 5 cycles" where a table has no room. */
const COLLECTING = /collecting|^\d+ of \d+ cycles$/i;

/** Places that show a number beside that, or in its stead. */
export function listNumbersWhileCollecting(readings: readonly Reading[]): readonly string[] {
  const found = readings.flatMap(({ figures }) =>
    figures
      .filter(({ isCollecting, value, text }) => isCollecting && (value !== null || !COLLECTING.test(text)))
      .map(({ figure, place, text }) => `${figure} (${place}): "${text}"`),
  );
  return [...new Set(found)].toSorted();
}
