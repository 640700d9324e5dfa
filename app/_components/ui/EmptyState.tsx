import type { ReactNode } from 'react';

/** Says what will appear here, and when. */
export function EmptyState({ children }: { readonly children: ReactNode }) {
  return (
    <p className="rounded-md border border-dashed border-line px-4 py-6 text-center text-sm text-muted">
      {children}
    </p>
  );
}
