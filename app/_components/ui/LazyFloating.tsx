'use client';

import { lazy, Suspense } from 'react';
import type { FloatingProps } from './Floating.tsx';

const Loaded = lazy(async () => ({ default: (await import('./Floating.tsx')).Floating }));

/** Floating, loaded when the first one opens. */
export function LazyFloating(props: FloatingProps) {
  return (
    <Suspense>
      <Loaded {...props} />
    </Suspense>
  );
}
