'use client';

import { Banner } from './Banner.tsx';
import { Button } from './Button.tsx';

export interface FailureProps {
  /** The action that failed, without a full stop: "The feed cannot be read". */
  readonly what: string;
  readonly error: { readonly message: string };
  readonly onRetry: () => void;
}

/** One sentence that says what failed and why, and what to do next. */
export function Failure({ what, error, onRetry }: FailureProps) {
  const why = error.message.replace(/[.\s]+$/, '');
  return (
    <div role="alert">
      <Banner tone="bad" actions={<Button onClick={onRetry}>Try again</Button>}>
        {what}: {why}.
      </Banner>
    </div>
  );
}
