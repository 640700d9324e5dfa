import { describe, expect, it } from 'vitest';
import { describeChange } from '../../../app/what-if/_components/outcomeRows.ts';
import {
  changeBefore,
  describeCommand,
  readScenario,
  startScenario,
  writeScenario,
} from '../../../app/what-if/_components/scenario.ts';
import { toPosition, toValue } from '../../../app/what-if/_components/sliderScale.ts';
import { listExpectations } from '../../../app/what-if/_components/expectations.ts';
import { NUMBER_FIELDS } from '../../../model/workload/fields.ts';
import { WORKLOAD_PRESETS } from '../../../model/workload/presets.ts';

const read = (query: string) => readScenario(new URLSearchParams(query));

describe('the address of a scenario', () => {
  it('is empty for the start, and reads as what was written', () => {
    expect(writeScenario(startScenario('incident'))).toBe('');
    const changed = {
      preset: 'seed' as const,
      before: { ...WORKLOAD_PRESETS.seed, rows: 5_000, checkpointTimeoutSeconds: 600 },
      after: {
        ...WORKLOAD_PRESETS.seed,
        rows: 5_000,
        strategy: 'hybrid' as const,
        checkpointTimeoutSeconds: 1_800,
      },
    };
    const query = writeScenario(changed);
    expect(query).toContain('to-strategy=hybrid');
    expect(read(query)).toEqual({ scenario: changed, error: null });
  });

  it('says what is wrong in it and shows the preset', () => {
    const { scenario, error } = read('preset=seed&rows=none');
    expect(error).toContain('rows is "none"');
    expect(scenario).toEqual(startScenario('seed'));
  });

  it('keeps what belongs to one workload out of the other', () => {
    expect(read('to-rows=5').scenario.after.rows).toBe(300_000);
  });
});

it('another workload keeps strategy and settings of the other side', () => {
  const scenario = read('to-strategy=hybrid&to-checkpoint-timeout=900').scenario;
  const moved = changeBefore(scenario, { ...scenario.before, rows: 42_000 });
  expect(moved.after).toMatchObject({ rows: 42_000, strategy: 'hybrid', checkpointTimeoutSeconds: 900 });
});

it('the command in a terminal names what differs from the preset', () => {
  const workload = { ...WORKLOAD_PRESETS.incident, strategy: 'hybrid' as const };
  expect(describeCommand('incident', workload)).toBe(
    'npm run predict -- --preset incident --strategy hybrid',
  );
});

it('sliders come back to where they were', () => {
  for (const field of NUMBER_FIELDS) {
    for (const position of [0, 0.25, 0.5, 1]) {
      const value = toValue(field, position);
      expect(toValue(field, toPosition(field, value))).toBeCloseTo(value, 6);
    }
  }
});

it('changes are described as people say them', () => {
  expect(describeChange(100, 3)).toBe('−97.0 %');
  expect(describeChange(100, 150)).toBe('+50 %');
  expect(describeChange(100, 400)).toBe('× 4.0');
  expect(describeChange(0, 0)).toBe('none');
});

it('the expectations name what brings each', () => {
  const origins = new Map(listExpectations().map(({ title, from }) => [title, from]));
  expect(origins.get('40 to 50 writes an hour instead of 630')).toBe('buffering');
  expect(origins.get('Fewer than 500 pages in a checkpoint instead of 10,000')).toBe('a narrow table');
  expect(origins.get('A checkpoint every 30 to 60 min instead of every 5')).toBe('a setting');
});
