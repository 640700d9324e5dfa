import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { TrackedRecord } from '../../../observer/checkpoints/createRecord.ts';
import { type Made, type ServerShape, SimulatedServer } from './simulatedServer.ts';
import { watchServer } from './watchServer.ts';

const step = fc.oneof(
  fc.record({ do: fc.constant('dirty' as const), pages: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ do: fc.constant('request' as const) }),
  fc.record({ do: fc.constant('force' as const) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
);
const schedule = fc.record({
  // Before the observer comes.
  before: fc.array(step, { maxLength: 4 }),
  steps: fc.array(step, { minLength: 1, maxLength: 25 }),
  gaps: fc.array(fc.oneof(fc.integer({ min: 5, max: 60 }), fc.integer({ min: 5, max: 4_000 })), {
    minLength: 3,
    maxLength: 30,
  }),
  skewMs: fc.constantFrom(0, 1),
  syncMs: fc.integer({ min: 4, max: 300 }),
  cleanupMs: fc.integer({ min: 0, max: 200 }),
});
type Schedule = typeof schedule extends fc.Arbitrary<infer T> ? T : never;

interface Outcome {
  readonly server: SimulatedServer;
  /** Reported after the observer came. */
  readonly made: readonly Made[];
  readonly records: readonly TrackedRecord[];
}

/** Runs a schedule, then waits until all has ended. */
function observe(shape: ServerShape, { before, steps, gaps, skewMs, syncMs, cleanupMs }: Schedule): Outcome {
  const server = new SimulatedServer({ ...shape, syncMs, cleanupMs });
  let polls = 0;
  const run = (each: (typeof steps)[number], look: () => void): void => {
    if (each.do === 'dirty') server.dirty(each.pages);
    if (each.do === 'request') server.request('immediate');
    if (each.do === 'force') server.request('wal');
    const until = server.now + (each.do === 'wait' ? each.ms : 1);
    while (server.now < until) {
      server.advance(Math.max(1, Math.min(gaps[polls++ % gaps.length]!, until - server.now)));
      look();
    }
  };
  for (const each of before) run(each, () => undefined);
  const { records, interruptions, poll } = watchServer(shape, server);
  poll();
  const cameAt = server.now;
  for (const each of steps) run(each, () => poll(skewMs));
  // Long enough for the longest to end and for a skipped one to be reported, short of the next.
  for (let quiet = 0; quiet < 8_000; quiet += 500) {
    const count = server.made.length;
    server.advance(500);
    poll();
    if (server.made.length > count || server.read().timed + server.read().requested > count) quiet = 0;
  }
  expect(interruptions).toEqual([]);
  return { server, records, made: server.made.filter((made) => made.reportedAt > cameAt) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const count = (records: readonly TrackedRecord[]): number => sum(records.map((record) => record.merged));

const countPages = (records: readonly TrackedRecord[]): number =>
  sum(records.map((record) => record.buffers ?? 0));

/** Figures that no record may have. */
const listUnsound = (records: readonly TrackedRecord[]): (number | null)[] =>
  records
    .flatMap(
      ({
        writeSeconds,
        syncSeconds,
        buffers,
        walDistanceBytes,
        fullPageImages,
        startedAt,
        endedAt,
        merged,
      }) => [
        writeSeconds,
        syncSeconds,
        endedAt - startedAt,
        merged - 1,
        ...[buffers, walDistanceBytes, fullPageImages].filter((value) => value !== null),
      ],
    )
    .filter((figure) => !(figure !== null && figure >= 0));

const countMs = (records: readonly TrackedRecord[]): number[] => [
  Math.round(sum(records.map((record) => record.writeSeconds! * 1_000))),
  Math.round(sum(records.map((record) => record.syncSeconds! * 1_000))),
];

const SHAPES: readonly ServerShape[] = [true, false].flatMap((countsDone) =>
  [true, false].map((showsWaits) => ({ countsDone, showsWaits })),
);

it.each(SHAPES)('times add up and nothing is reported twice, whenever the observer comes: %o', (shape) => {
  fc.assert(
    fc.property(schedule, (plan) => {
      const { made, records } = observe(shape, plan);
      expect(new Set(records.map((record) => record.id)).size).toBe(records.length);
      expect(listUnsound(records)).toEqual([]);
      expect(countMs(records)).toEqual([
        sum(made.map((each) => each.writeMs)),
        sum(made.map((each) => each.syncMs)),
      ]);
      expect(countPages(records)).toBeLessThanOrEqual(sum(made.map((each) => each.buffers)));
    }),
    { numRuns: 200 },
  );
});

// Without a counter of ends and with waits hidden, one that has ended cannot be distinguished from one that has just begun.
it.each(SHAPES.filter(({ countsDone, showsWaits }) => countsDone || showsWaits))(
  'pages and numbers add up where it was there from the beginning: %o',
  (shape) => {
    fc.assert(
      fc.property(schedule, (plan) => {
        const { made, records } = observe(shape, { ...plan, before: [] });
        expect(count(records)).toBe(made.length);
        const isWhole = records.every((record) => record.buffers !== null);
        const written = sum(made.map((each) => each.buffers));
        expect(countPages(records) - written).toBeLessThanOrEqual(0);
        expect(isWhole && countPages(records) < written).toBe(false);
      }),
      { numRuns: 300 },
    );
  },
);

// Before, one that ended cannot be distinguished from a skipped one in the same gap.
it.each(SHAPES.filter(({ countsDone }) => countsDone))(
  'from 18 on the skipped are distinguished: %o',
  (shape) => {
    fc.assert(
      fc.property(schedule, (plan) => {
        const { made, records } = observe(shape, { ...plan, before: [] });
        expect(count(records.filter((each) => each.skipped))).toBe(
          made.filter((each) => each.skipped).length,
        );
      }),
      { numRuns: 300 },
    );
  },
);
