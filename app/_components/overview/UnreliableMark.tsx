import { breaksRule, type RuleCheck, UNRELIABLE } from '../../../domain/ruleCheck.ts';
import { Badge } from '../ui/Badge.tsx';

/** Marks a prediction where the server's pacing does not follow the rule; nothing otherwise. */
export function UnreliableMark({ check }: { readonly check: RuleCheck | null | undefined }) {
  if (!breaksRule(check)) return null;
  return (
    <>
      {' '}
      <Badge tone="warn">predictions {UNRELIABLE}</Badge>
    </>
  );
}
