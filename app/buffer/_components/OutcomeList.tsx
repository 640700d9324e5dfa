import { Badge } from '../../_components/ui/Badge.tsx';
import type { Outcome } from './useDecision.ts';

/** The outcome for each dead letter, failures first. */
export function OutcomeList({ outcome: { done, failed } }: { readonly outcome: Outcome }) {
  return (
    <ul className="flex flex-col gap-2 text-sm">
      {failed.map(({ id, reason }) => (
        <li key={id} className="flex flex-wrap items-baseline gap-x-2">
          <Badge tone="bad">failed</Badge>
          <span className="font-mono text-xs wrap-anywhere">{id}</span>
          <span>{reason}.</span>
        </li>
      ))}
      {done.map((id) => (
        <li key={id} className="flex flex-wrap items-baseline gap-x-2">
          <Badge tone="good">done</Badge>
          <span className="font-mono text-xs wrap-anywhere">{id}</span>
        </li>
      ))}
    </ul>
  );
}
