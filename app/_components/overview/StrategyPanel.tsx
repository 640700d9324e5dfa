'use client';

import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { StrategyName } from '../../../worker/types.ts';
import { useTRPC } from '../../_trpc/client.tsx';
import { useLive } from '../live/LiveProvider.tsx';
import { STRATEGY_IDENTITY } from '../palette.ts';
import { useAnnounce } from '../ui/Announcer.tsx';
import { Card } from '../ui/Card.tsx';
import { ConfirmPopover } from '../ui/ConfirmPopover.tsx';
import { Hint } from '../ui/Hint.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { Swatch } from '../ui/Swatch.tsx';
import { describeChange, describeState, type StrategyState } from './describeStrategy.ts';
import { SHOWN_STRATEGIES, STRATEGY_TEXT } from './strategies.ts';

const NOT_KNOWN: StrategyState = { inForce: null, asked: null, draining: null };

const SEGMENTS = SHOWN_STRATEGIES.map((name) => ({
  value: name,
  title: STRATEGY_TEXT[name].what,
  label: (
    <>
      <span className="inline-flex rounded-sm bg-surface px-0.5 py-1">
        <Swatch identity={STRATEGY_IDENTITY[name]} />
      </span>
      {STRATEGY_IDENTITY[name].label}
    </>
  ),
}));

/** The toggle: how updates reach PostgreSQL. */
export function StrategyPanel() {
  const trpc = useTRPC();
  const announce = useAnnounce();
  const state = useLive((view) => view.overview?.strategy ?? null) ?? NOT_KNOWN;
  const isSeen = useLive((view) => view.overview?.postgres.state === 'up');
  const [wanted, setWanted] = useState<StrategyName | null>(null);
  const [open, setOpen] = useState(false);
  useAnnouncedSwitches(state);
  const { mutate, isPending } = useMutation(
    trpc.strategy.set.mutationOptions({
      onError: ({ message }) => announce(`The strategy was not switched: ${message}`),
    }),
  );
  return (
    <Card
      title="Write strategy"
      hint={
        <Hint about="write strategies" more="/docs/readme#strategies">
          How updates to existing rows reach PostgreSQL. Switching is safe under load: nothing is lost, and no
          column goes back to an older value.
        </Hint>
      }
    >
      <ConfirmPopover
        open={open && wanted !== null}
        onOpenChange={setOpen}
        anchorClassName="overflow-x-auto p-0.5 print-hidden"
        anchor={
          <Segmented
            label="Write strategy"
            segments={SEGMENTS}
            value={state.asked ?? state.inForce}
            disabled={isPending}
            onChoose={(name) => {
              setWanted(name);
              setOpen(true);
            }}
          />
        }
        title={`Switch to ${wanted ?? ''}?`}
        confirmLabel="Switch"
        onConfirm={() => wanted !== null && mutate({ strategy: wanted })}
      >
        {wanted !== null && STRATEGY_TEXT[wanted].onSwitch}
      </ConfirmPopover>
      <p className="mt-2 min-h-10 text-sm text-muted">
        {isSeen || state.inForce !== null
          ? describeState(isPending ? { ...state, asked: wanted } : state)
          : 'Not known: PostgreSQL does not answer.'}
      </p>
    </Card>
  );
}

/** Says when a switch has come into force and when the buffer has drained, whoever asked for it. */
function useAnnouncedSwitches({ inForce, asked, draining }: StrategyState): void {
  const announce = useAnnounce();
  const before = useRef<StrategyState>(NOT_KNOWN);
  useEffect(() => {
    const state = { inForce, asked, draining };
    const said = describeChange(before.current, state);
    if (said !== null) announce(said);
    // What was last known, over an outage too; and what was in force before a switch that is under way.
    const isOnTheWay = asked !== null && asked !== inForce;
    before.current = {
      ...state,
      inForce: inForce === null || isOnTheWay ? (before.current.inForce ?? inForce) : inForce,
      draining: draining ?? before.current.draining,
    };
  }, [announce, inForce, asked, draining]);
}
