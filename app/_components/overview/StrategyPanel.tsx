'use client';

import { useEffect, useRef } from 'react';
import { useLive } from '../live/LiveProvider.tsx';
import { STRATEGY_IDENTITY } from '../../../domain/identityColors.ts';
import { useAnnounce } from '../ui/Announcer.tsx';
import { Card } from '../ui/Card.tsx';
import { Hint } from '../ui/Hint.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { Swatch } from '../ui/Swatch.tsx';
import { describeChange, describeState, type StrategyState } from './describeStrategy.ts';
import { SHOWN_STRATEGIES, STRATEGY_TEXT } from './strategies.ts';
import { useStrategySwitch } from './useStrategySwitch.ts';

const NOT_KNOWN: StrategyState = { active: null, asked: null, draining: null };

const SEGMENTS = SHOWN_STRATEGIES.map((name) => ({
  value: name,
  title: `${STRATEGY_TEXT[name].what} ${STRATEGY_TEXT[name].onSwitch}`,
  label: (
    <>
      <span className="inline-flex rounded-sm bg-surface px-0.5 py-1">
        <Swatch identity={STRATEGY_IDENTITY[name]} />
      </span>
      {STRATEGY_IDENTITY[name].label}
    </>
  ),
}));

/** How updates reach PostgreSQL, and the switch between the ways. */
export function StrategyPanel() {
  const state = useLive((view) => view.overview?.strategy ?? null) ?? NOT_KNOWN;
  const isSeen = useLive((view) => view.overview?.postgres.state === 'up');
  const { chosen, failure, choose } = useStrategySwitch();
  useAnnouncedSwitches(state);
  return (
    <Card
      title="Write strategy"
      hint={
        <Hint about="write strategies" more="/docs/strategies">
          How updates to existing rows reach PostgreSQL. Switching is safe under load: nothing is lost, and no
          column goes back to an older value.
        </Hint>
      }
    >
      <div className="w-fit max-w-full overflow-x-auto p-0.5 print-hidden">
        <Segmented label="Write strategy" segments={SEGMENTS} value={chosen} onChoose={choose} />
      </div>
      {failure !== null && (
        <p role="alert" className="mt-2 text-sm text-bad">
          {failure}
        </p>
      )}
      <p className="mt-2 min-h-10 text-sm text-muted">
        {isSeen || state.active !== null
          ? describeState({ ...state, asked: chosen })
          : 'Not known: PostgreSQL does not answer.'}
      </p>
    </Card>
  );
}

/** Says when a switch has come into force and when the buffer has drained, whoever asked for it. */
function useAnnouncedSwitches({ active, asked, draining }: StrategyState): void {
  const announce = useAnnounce();
  const before = useRef<StrategyState>(NOT_KNOWN);
  useEffect(() => {
    const state = { active, asked, draining };
    const said = describeChange(before.current, state);
    if (said !== null) announce(said);
    // The last known strategy, over an outage too; and the one that was active before a switch that is under way.
    const isOnTheWay = asked !== null && asked !== active;
    before.current = {
      ...state,
      active: active === null || isOnTheWay ? (before.current.active ?? active) : active,
      draining: draining ?? before.current.draining,
    };
  }, [announce, active, asked, draining]);
}
