import { expect, it } from 'vitest';
import { describeChanges } from '../../../app/_components/overview/beforeAfter/describeChanges.ts';
import type { Figure } from '../../../domain/figure.ts';
import type { Figures } from '../../../server/figureTypes.ts';

const known = (value: number): Figure => ({ value, window: { from: 0, to: 60_000 } });

function figuresOf(
  values: Partial<
    Record<'writesPerHour' | 'walBytesPerHour' | 'pagesWrittenPerHour' | 'pagesPerCheckpoint', number>
  >,
): Figures {
  const { writesPerHour, walBytesPerHour, pagesWrittenPerHour, pagesPerCheckpoint } = values;
  const figure = (value: number | undefined): Figure => (value === undefined ? null : known(value));
  return {
    eventsPerHour: null,
    writesPerHour: figure(writesPerHour),
    rowsPerHour: null,
    walBytesPerHour: figure(walBytesPerHour),
    walBytesPerRow: null,
    fullPageImagesPerHour: null,
    checkpointBuffersPerHour: null,
    pagesWrittenPerHour: figure(pagesWrittenPerHour),
    pagesWrittenBy: { checkpointer: null, bgwriter: null, backends: null, vacuum: null },
    pagesPerCheckpoint: figure(pagesPerCheckpoint),
    secondsPerCheckpoint: null,
    checkpointShare: null,
    checkpointSecondsPerHour: null,
    latencySeconds: {},
  };
}

const describeFrom = (before: Figures, after: Figures): string =>
  describeChanges({
    before: { strategy: 'direct', figures: before },
    after: { strategy: 'hybrid', figures: after },
  });

it('says what fell, what rose and what stayed, each with its own word', () => {
  const before = figuresOf({
    eventsPerHour: null,
    writesPerHour: 200_000,
    walBytesPerHour: 1_000,
    pagesWrittenPerHour: 100,
    pagesPerCheckpoint: 50,
  });
  const after = figuresOf({
    eventsPerHour: null,
    writesPerHour: 1_000,
    walBytesPerHour: 590,
    pagesWrittenPerHour: 101,
    pagesPerCheckpoint: 75,
  });
  expect(describeFrom(before, after)).toBe(
    'hybrid against direct: 99.5 % fewer statements, 41 % less WAL, page writes in all unchanged, 50 % more pages per checkpoint. The load is not controlled.',
  );
});

it('leaves out what is not known on either side, and what cannot be divided by', () => {
  expect(
    describeFrom(figuresOf({ writesPerHour: 10 }), figuresOf({ writesPerHour: 5, walBytesPerHour: 3 })),
  ).toBe('hybrid against direct: 50 % fewer statements. The load is not controlled.');
  expect(describeFrom(figuresOf({ writesPerHour: 0 }), figuresOf({ writesPerHour: 5 }))).toBe(
    'hybrid against direct: not enough whole cycles yet.',
  );
});
