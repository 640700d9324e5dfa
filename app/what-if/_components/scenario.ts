import { FieldError, NUMBER_FIELDS, parseWorkload, writeWorkload } from '../../../model/workload/fields.ts';
import { WORKLOAD_PRESETS } from '../../../model/workload/presets.ts';
import { PRESET_NAMES, type PresetName } from '../../../domain/presets.ts';
import type { Workload } from '../../../model/workload/types.ts';

/** Two ways to run one workload: they differ only in strategy and settings. */
export interface Scenario {
  /** The preset that the address differs from. */
  readonly preset: PresetName;
  readonly before: Workload;
  readonly after: Workload;
}

const AFTER = 'to-';
const DEFAULT_AFTER = 'hybrid-split';

/** Whether only `after` has this field. */
export const isOwnOfAfter = (key: string): boolean =>
  key === 'strategy' ||
  key === 'full-page-writes' ||
  NUMBER_FIELDS.some(
    (field) => field.key === key && (field.part === 'strategy' || field.part === 'settings'),
  );

/** The address as a scenario; a fault in it is reported, and the preset replaces all of it. */
export function readScenario(params: Pick<URLSearchParams, 'get'>): {
  readonly scenario: Scenario;
  readonly error: string | null;
} {
  const wanted = params.get('preset');
  const preset = PRESET_NAMES.find((name) => name === wanted) ?? 'incident';
  const base = WORKLOAD_PRESETS[preset];
  try {
    const before = parseWorkload(base, (key) => params.get(key));
    const after = parseWorkload(createAfter(before), (key) =>
      isOwnOfAfter(key) ? params.get(`${AFTER}${key}`) : null,
    );
    return { scenario: { preset, before, after }, error: null };
  } catch (error: unknown) {
    if (!(error instanceof FieldError)) throw error;
    return { scenario: startScenario(preset), error: error.message.replace(/^--/, '') };
  }
}

/** A preset as it is, and under hybrid-split. */
export function startScenario(preset: PresetName): Scenario {
  const before = WORKLOAD_PRESETS[preset];
  return { preset, before, after: createAfter(before) };
}

function createAfter(before: Workload): Workload {
  return { ...before, strategy: DEFAULT_AFTER };
}

/** A workload put in the place of the scenario's own; `after` keeps its strategy and settings. */
export function changeBefore(scenario: Scenario, before: Workload): Scenario {
  const own = [...writeWorkload(scenario.after, createAfter(scenario.before))].filter(([key]) =>
    isOwnOfAfter(key),
  );
  const kept = new Map(own);
  return { ...scenario, before, after: parseWorkload(createAfter(before), (key) => kept.get(key)) };
}

/** The query of the address that reads as this scenario. */
export function writeScenario({ preset, before, after }: Scenario): string {
  const params = new URLSearchParams();
  if (preset !== 'incident') params.set('preset', preset);
  for (const [key, text] of writeWorkload(before, WORKLOAD_PRESETS[preset])) params.set(key, text);
  for (const [key, text] of writeWorkload(after, createAfter(before))) {
    if (isOwnOfAfter(key)) params.set(`${AFTER}${key}`, text);
  }
  return params.toString();
}

/** `npm run predict` for one of the two. */
export function describeCommand(preset: PresetName, workload: Workload): string {
  const flags = [...writeWorkload(workload, WORKLOAD_PRESETS[preset])].map(
    ([key, text]) => `--${key} ${text}`,
  );
  return ['npm run predict --', `--preset ${preset}`, ...flags].join(' ');
}
