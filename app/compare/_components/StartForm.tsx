'use client';

import { PROFILES, scaleTimeout } from '../../../domain/profiles.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { PRESET_NAMES, type PresetName } from '../../../domain/presets.ts';
import { STRATEGY_NAMES, type StrategyName } from '../../../domain/strategies.ts';
import { useTRPC } from '../../_trpc/client.tsx';
import { useAnnounce } from '../../_components/ui/Announcer.tsx';
import { Banner } from '../../_components/ui/Banner.tsx';
import { Button } from '../../_components/ui/Button.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { Hint } from '../../_components/ui/Hint.tsx';
import { Segmented } from '../../_components/ui/Segmented.tsx';
import { CommandLine } from '../../_components/ui/CommandLine.tsx';
import { NumberField } from './NumberField.tsx';

const OVERHEAD_SECONDS = 30;
const LOAD_SECONDS = 40;

interface Wish {
  readonly arms: readonly StrategyName[];
  readonly preset: PresetName;
  readonly cycles: number;
  readonly repetitions: number;
  readonly timeScale: number;
  readonly seed: number;
}

const DEFAULTS: Wish = {
  arms: ['direct', 'hybrid', 'hybrid-split'],
  preset: 'incident',
  cycles: 6,
  repetitions: 2,
  timeScale: 10,
  seed: 1,
};

/** A new experiment, and the command that does the same. */
export function StartForm({ isRunning }: { readonly isRunning: boolean }) {
  const [wish, setWish] = useState(DEFAULTS);
  const { start, error, isPending } = useStart();
  const change = (changes: Partial<Wish>): void => setWish({ ...wish, ...changes });
  const changeArms = (name: StrategyName): void =>
    change({ arms: STRATEGY_NAMES.filter((known) => (known === name) !== wish.arms.includes(known)) });
  return (
    <Card
      title="New experiment"
      hint={
        <Hint about="experiments" more="/docs/compare#how-it-stays-fair">
          Every run starts from a copy of the same table. Every row is synced once and one checkpoint cycle
          discarded, the others are measured; the arms take turns forth and back, so that a drift of the
          machine hits all alike.
        </Hint>
      }
    >
      <form
        className="flex flex-col gap-3 text-sm"
        onSubmit={(event) => {
          event.preventDefault();
          start(wish);
        }}
      >
        <fieldset>
          <legend className="mb-1 text-muted">Strategies (first = baseline)</legend>
          <div className="flex flex-wrap gap-x-4 gap-y-1">
            {STRATEGY_NAMES.map((name) => (
              <label key={name} className="flex min-h-7 items-center gap-1.5">
                <input type="checkbox" checked={wish.arms.includes(name)} onChange={() => changeArms(name)} />
                {name}
              </label>
            ))}
          </div>
        </fieldset>
        <div>
          <div className="mb-1 text-muted">Workload</div>
          <Segmented
            label="Workload"
            segments={PRESET_NAMES.map((value) => ({ value, label: value }))}
            value={wish.preset}
            onChoose={(preset) => change({ preset })}
          />
        </div>
        <div className="grid grid-cols-2 gap-3">
          <NumberField
            label="Cycles measured"
            value={wish.cycles}
            most={100}
            onChange={(cycles) => change({ cycles })}
          />
          <NumberField
            label="Repetitions"
            value={wish.repetitions}
            most={50}
            onChange={(repetitions) => change({ repetitions })}
          />
          <NumberField
            label="Time scale"
            value={wish.timeScale}
            most={1000}
            onChange={(timeScale) => change({ timeScale })}
          />
          <NumberField
            label="Seed"
            value={wish.seed}
            least={0}
            most={4_294_967_295}
            onChange={(seed) => change({ seed })}
          />
        </div>
        <p className="text-muted">
          About {estimateMinutes(wish)} min. The live workload goes on meanwhile: stop it for quiet figures.
        </p>
        {error !== null && <Banner tone="bad">{error.replace(/[.\s]+$/, '')}.</Banner>}
        <Button type="submit" look="primary" disabled={isRunning || isPending || wish.arms.length < 2}>
          {isRunning ? 'An experiment runs' : wish.arms.length < 2 ? 'Choose two strategies' : 'Start'}
        </Button>
        <CommandLine command={describeCommand(wish)} />
      </form>
    </Card>
  );
}

function useStart() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const announce = useAnnounce();
  const { mutate, error, isPending } = useMutation(
    trpc.experiments.start.mutationOptions({
      onSuccess: () => {
        announce('The experiment was started.');
        return client.invalidateQueries({ queryKey: trpc.experiments.list.queryKey() });
      },
      onError: ({ message }) => announce(`The experiment was not started: ${message}`),
    }),
  );
  const start = ({ arms, ...rest }: Wish): void => mutate({ ...rest, arms: [...arms] });
  return { start, error: error?.message ?? null, isPending };
}

function estimateMinutes({ arms, cycles, repetitions, timeScale }: Wish): number {
  const cycleSeconds = scaleTimeout(PROFILES.default.checkpointTimeoutSeconds, timeScale);
  // Before: every row is polled and synced once, a few intervals.
  const runSeconds = (cycles + 1) * cycleSeconds + (2.5 * 300) / timeScale + OVERHEAD_SECONDS;
  return Math.ceil((LOAD_SECONDS + arms.length * repetitions * runSeconds) / 60);
}

function describeCommand({ arms, preset, cycles, repetitions, timeScale, seed }: Wish): string {
  return `npm run compare -- --arms ${arms.join(',')} --preset ${preset} --cycles ${cycles} --repetitions ${repetitions} --time-scale ${timeScale} --seed ${seed}`;
}
