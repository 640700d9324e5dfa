import { describe, expect, it } from 'vitest';
import type { ObserverView } from '../../domain/observerView.ts';
import { breaksRule, describeBrokenRule } from '../../domain/ruleCheck.ts';
import { ObservedServer } from '../../observer/ObservedServer.ts';
import { renderView } from '../../scripts/observe/renderView.ts';
import { factsOf } from './checkpoints/samples.ts';
import { type ServerShape, SETTINGS, SimulatedServer } from './checkpoints/simulatedServer.ts';

const SHAPE: ServerShape = { countsDone: true, showsWaits: true };
const POLL_MS = 250;

/** `cycles` timed checkpoints below and beyond the knee, watched as the observer does. */
function watch(shape: ServerShape, cycles: number, countsDirty = true): ObserverView {
  const server = new SimulatedServer(shape);
  const observed = new ObservedServer();
  observed.takeFacts(factsOf({ dirtyPages: countsDirty ? 'summary' : 'extension-missing' }), SETTINGS);
  for (let cycle = 0; cycle < cycles; cycle++) {
    server.dirty(100 + 17 * (cycle % 7));
    for (let spent = 0; spent < SETTINGS.checkpointTimeoutSeconds * 1_000; spent += POLL_MS) {
      server.advance(POLL_MS);
      const dirty = countsDirty ? server.dirtyBuffers : null;
      observed.takeSample(server.read(), { counted: dirty, dirtyBuffers: dirty });
    }
  }
  return observed.describe({ answeredAt: server.now, status: { connected: true, since: 0 } });
}

describe('the pacing rule is watched', () => {
  it.each([true, false])(
    'a server that follows it is not accused (dirty pages counted: %s)',
    (countsDirty) => {
      const { ruleCheck } = watch(SHAPE, 14, countsDirty);
      expect(ruleCheck?.predictions).toBe(10);
      expect(ruleCheck?.medianError).toBeLessThan(0.05);
      expect(describeBrokenRule(ruleCheck)).toBeNull();
    },
  );

  it('nothing is said before ten predictions', () => {
    expect(watch({ ...SHAPE, pagesPerNap: 8 }, 8).ruleCheck).toBeNull();
  });

  it.each([true, false])(
    'one that writes eight pages a nap is found (dirty pages counted: %s)',
    (countsDirty) => {
      const view = watch({ ...SHAPE, pagesPerNap: 8 }, 14, countsDirty);
      expect(view.ruleCheck?.medianError).toBeGreaterThan(1);
      expect(breaksRule(view.ruleCheck)).toBe(true);
      const screen = renderView(view, [], []).join('\n');
      expect(screen).toContain("This server's pacing does not follow the rule: the last 10 predictions");
      expect(screen).toMatch(/No checkpoint runs; next in .* \(unreliable\)|left \(unreliable\)/);
    },
  );
});
