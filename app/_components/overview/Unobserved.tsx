import type { UnobservedPart } from '../../../domain/observerView.ts';
import { Badge } from '../ui/Badge.tsx';
import { Hint } from '../ui/Hint.tsx';

/** Lists what this role cannot see, what that costs, and what would change it. */
export function Unobserved({ missing }: { readonly missing: readonly UnobservedPart[] }) {
  return (
    <Hint
      about="what is not seen"
      more="/docs/checkpoints#how-breakwater-reads-all-this-from-sql"
      trigger={<Badge tone="warn">{missing.length} not seen</Badge>}
    >
      {missing.map(({ what, consequence, remedy }) => (
        <p key={what} className="mb-1">
          Not seen: {what}. So {consequence}. Remedy: <code>{remedy}</code>
        </p>
      ))}
    </Hint>
  );
}
