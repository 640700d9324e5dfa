'use client';

import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';

export interface RowFocus {
  readonly count: number;
  readonly active: number;
  /** How many rows a page key moves. */
  readonly pageRows: number;
  readonly onMove: (index: number) => void;
  readonly onOpen: () => void;
  readonly scroller: RefObject<HTMLElement | null>;
}

/** Keys of a grid of rows: the focus goes to the row that a key made the active one, as soon as that row is drawn. */
export function useRowFocus(focus: RowFocus): (event: KeyboardEvent) => void {
  const { count, active, pageRows, onMove, onOpen, scroller } = focus;
  const pending = useRef(false);
  useEffect(() => {
    if (!pending.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[aria-rowindex="${active + 2}"]`);
    if (row == null) return;
    pending.current = false;
    row.focus({ preventScroll: true });
  });
  return (event) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      onOpen();
      return;
    }
    const target = findTarget(event.key, { count, active, pageRows });
    if (target === null) return;
    event.preventDefault();
    pending.current = true;
    onMove(Math.min(count - 1, Math.max(0, target)));
  };
}

function findTarget(
  key: string,
  { count, active, pageRows }: Pick<RowFocus, 'count' | 'active' | 'pageRows'>,
): number | null {
  switch (key) {
    case 'ArrowDown':
      return active + 1;
    case 'ArrowUp':
      return active - 1;
    case 'PageDown':
      return active + pageRows;
    case 'PageUp':
      return active - pageRows;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
