import { type ObserverView, REWRITES } from '../../../domain/observerView.ts';
import { describeBrokenRule } from '../../../domain/ruleCheck.ts';

/** Names what makes this server's checkpoints unlike what the rule predicts: its own pacing, or something that rewrites pages. */
export function ServerNotices({
  view: { ruleCheck, rewrites },
}: {
  readonly view: Pick<ObserverView, 'ruleCheck' | 'rewrites'>;
}) {
  const broken = describeBrokenRule(ruleCheck);
  const notices = [
    ...(broken === null ? [] : [broken]),
    ...(rewrites ?? []).map((what) => `${REWRITES[what]}.`),
  ];
  return notices.map((notice) => (
    <p key={notice} role="status" className="mb-2 text-sm text-warn">
      {notice}
    </p>
  ));
}
