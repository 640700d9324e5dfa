import { type ReactNode, useState } from 'react';

/** Renders its children from the first time that `when` holds, so that what they need is loaded then, and not before. */
export function Once({ when, children }: { readonly when: boolean; readonly children: ReactNode }) {
  const [used, setUsed] = useState(when);
  if (when && !used) setUsed(true);
  return used ? children : null;
}
