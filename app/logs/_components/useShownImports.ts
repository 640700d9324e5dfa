'use client';

import { useMemo } from 'react';
import type { LogImport } from '../../../domain/logImports.ts';
import { useUrlParams, writeUrl } from '../../_components/ui/useUrlParams.ts';

/** Side by side: before and after a change. */
const MAX_SHOWN = 2;

/** The imports that the address names, or the newest; earlier ones first. */
export function useShownImports(imports: readonly LogImport[]) {
  const named = useUrlParams().get('show');
  const shown = useMemo(() => {
    const ids = named?.split(',') ?? [];
    const chosen = imports.filter(({ id }) => ids.includes(id)).slice(0, MAX_SHOWN);
    const all = chosen.length > 0 || named !== null ? chosen : imports.slice(0, 1);
    return all.toSorted((a, b) => (a.from ?? 0) - (b.from ?? 0));
  }, [imports, named]);
  const choose = (id: string, isChosen: boolean): void => {
    const others = shown.map((one) => one.id).filter((other) => other !== id);
    const ids = isChosen ? [...others.slice(-(MAX_SHOWN - 1)), id] : others;
    writeUrl({ show: ids.length === 0 ? 'none' : ids.join(','), id: null }, 'push');
  };
  return { shown, choose };
}
