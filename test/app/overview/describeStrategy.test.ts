import { describe, expect, it } from 'vitest';
import {
  describeChange,
  describeState,
  type StrategyState,
} from '../../../app/_components/overview/describeStrategy.ts';

const state = (own: Partial<StrategyState>): StrategyState => ({
  active: 'hybrid',
  asked: own.active ?? 'hybrid',
  draining: 0,
  ...own,
});

describe('the strategy', () => {
  it('is said with what it does', () => {
    expect(describeState(state({}))).toMatch(/^hybrid is active\. /);
    expect(describeState(state({ active: 'direct', draining: 812 }))).toMatch(
      /Draining 812 rows that still wait\.$/,
    );
  });

  it('is said to change while another was asked for', () => {
    expect(describeState(state({ asked: 'direct' }))).toBe('Switching from hybrid to direct …');
  });

  it('is not known before the first start', () => {
    expect(describeState(state({ active: null, asked: null, draining: null }))).toMatch(
      /^No strategy is known yet/,
    );
  });
});

describe('a change', () => {
  it('is announced when what was asked for is active, not when another is on the way to it', () => {
    const split = state({ active: 'hybrid-split', asked: 'direct' });
    expect(describeChange(split, state({ active: 'hybrid', asked: 'direct' }))).toBeNull();
    expect(describeChange(split, state({ active: 'direct', draining: 3 }))).toBe(
      'direct is active now. Draining 3 rows.',
    );
  });

  it('is none where a server is away for a while', () => {
    const draining = state({ active: 'direct', draining: 5 });
    const away = state({ active: null, asked: 'direct', draining: null });
    expect(describeChange(draining, away)).toBeNull();
    expect(describeChange(draining, state({ active: 'direct', draining: null }))).toBeNull();
  });

  it('is announced when the buffer has drained', () => {
    const before = state({ active: 'direct', draining: 5 });
    expect(describeChange(before, state({ active: 'direct', draining: 0 }))).toBe('The buffer has drained.');
    expect(
      describeChange(state({ active: 'direct', draining: null }), state({ active: 'direct' })),
    ).toBeNull();
  });
});
