'use client';

import { createContext, useContext, useSyncExternalStore } from 'react';

/** The moment under the pointer, shared by all charts; charts themselves need not render for it. */
export class Crosshair {
  private at: number | null = null;
  private readonly listeners = new Set<() => void>();

  readonly read = (): number | null => this.at;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  move(at: number | null): void {
    if (at === this.at) return;
    this.at = at;
    for (const listener of this.listeners) listener();
  }
}

const CrosshairContext = createContext<Crosshair>(new Crosshair());
export const CrosshairProvider = CrosshairContext;

export const useCrosshair = (): Crosshair => useContext(CrosshairContext);

export function useCrosshairAt(): number | null {
  const { subscribe, read } = useCrosshair();
  return useSyncExternalStore(subscribe, read, () => null);
}
