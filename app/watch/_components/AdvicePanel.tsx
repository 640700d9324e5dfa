'use client';

import type { Advice } from '../../../domain/advice.ts';
import { useLive } from '../../_components/live/LiveProvider.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { CopyButton } from '../../_components/ui/CopyButton.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { Hint } from '../../_components/ui/Hint.tsx';

const NONE: readonly Advice[] = [];

/** What could be better on this server, with what was measured and what to run there. Nothing is run from here. */
export function AdvicePanel() {
  const advice = useLive((view) => view.shown?.advice ?? NONE);
  return (
    <Card
      title="Advice"
      hint={
        <Hint about="the advice" more="/docs/watch#advice">
          From what was measured here. The statements are for you to run, on the server or by its platform:
          Breakwater changes nothing on a server that it watches.
        </Hint>
      }
    >
      {advice.length === 0 ? (
        <EmptyState>Nothing to advise from what has been measured so far.</EmptyState>
      ) : (
        <ul className="flex flex-col gap-4">
          {advice.map((one) => (
            <AdviceItem key={one.id} advice={one} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function AdviceItem({ advice: { title, evidence, statements, cost } }: { readonly advice: Advice }) {
  const text = statements.join('\n');
  return (
    <li className="text-sm">
      <h3 className="font-medium">{title}</h3>
      <p className="mt-0.5 max-w-[90ch] text-muted">{evidence}</p>
      {cost !== undefined && (
        <p className="mt-1 max-w-[90ch]">
          <span className="font-medium">What it costs:</span> {cost}.
        </p>
      )}
      {statements.length > 0 && (
        <div className="mt-2 flex flex-wrap items-start gap-2">
          <pre
            tabIndex={0}
            className="min-w-0 grow overflow-x-auto rounded bg-sunken p-2 text-xs whitespace-pre-wrap text-ink"
          >
            {text}
          </pre>
          <CopyButton text={text} label="Copy" />
        </div>
      )}
    </li>
  );
}
