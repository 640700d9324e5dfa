'use client';

import { useLive } from './LiveProvider.tsx';

/** The server's clock at the last tick, ms; stands still while paused, as everything shown does. */
export const useServerNow = (): number | null => useLive((view) => view.shown?.at ?? null);
