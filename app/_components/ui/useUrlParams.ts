'use client';

import { useSearchParams } from 'next/navigation';

/** Null takes a parameter out of the address. */
export type UrlChanges = Readonly<Record<string, string | null>>;

/** What the address holds. Only below a Suspense boundary. */
export const useUrlParams = (): Pick<URLSearchParams, 'get' | 'toString'> => useSearchParams();

/**
 * Changes the address without a request: Next takes it over into useSearchParams. `push` where the back button should
 * undo it, `replace` for what changes with every key.
 */
export function writeUrl(changes: UrlChanges, how: 'push' | 'replace' = 'replace'): void {
  const params = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') params.delete(name);
    else params.set(name, value);
  }
  const query = params.toString();
  const address = query === '' ? window.location.pathname : `?${query}`;
  if (how === 'push') window.history.pushState(null, '', address);
  else window.history.replaceState(null, '', address);
}

/** The parameter where it is one of these, else the first of them. */
export function pickParam<T extends string>(text: string | null, known: readonly [T, ...T[]]): T {
  return known.find((value) => value === text) ?? known[0];
}
