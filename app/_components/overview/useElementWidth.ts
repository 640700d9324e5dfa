'use client';

import { useCallback, useState } from 'react';

/** The width of an element in whole pixels, 0 until it is known, and what to hang on it as its ref. */
export function useElementWidth(): readonly [width: number, ref: (element: HTMLElement | null) => void] {
  const [width, setWidth] = useState(0);
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      const now = Math.floor(entry?.contentRect.width ?? 0);
      // 0 where it is not laid out for a moment: what was drawn may stay.
      if (now > 0) setWidth(now);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [width, ref];
}
