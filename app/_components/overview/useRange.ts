'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';

export const RANGE_PRESETS = {
  '5m': 5 * 60_000,
  '15m': 15 * 60_000,
  '1h': 3_600_000,
  '6h': 6 * 3_600_000,
  '24h': 24 * 3_600_000,
  '7d': 7 * 24 * 3_600_000,
  '30d': 30 * 24 * 3_600_000,
} as const;
export type RangePreset = keyof typeof RANGE_PRESETS;
const DEFAULT_PRESET: RangePreset = '15m';
/** Below this a zoom shows nothing more: there is one sample a second. */
const MIN_MS = 10_000;

/** A relative range goes along with the clock; an absolute one stays. */
export type Range =
  | { readonly kind: 'relative'; readonly preset: RangePreset; readonly spanMs: number }
  | { readonly kind: 'absolute'; readonly from: number; readonly to: number };

export interface RangeControl {
  readonly range: Range;
  readonly choosePreset: (preset: RangePreset) => void;
  readonly zoom: (from: number, to: number) => void;
  /** Back to the relative range that was zoomed from. */
  readonly reset: () => void;
}

/** The range that the charts show; the address holds it, so that it can be kept and handed on. */
export function useRange(): RangeControl {
  const params = useSearchParams();
  const text = params.toString();
  const range = useMemo(() => parseRange(new URLSearchParams(text)), [text]);
  const choosePreset = useCallback(
    (preset: RangePreset) => writeParams({ range: preset, from: null, to: null }),
    [],
  );
  const zoom = useCallback((from: number, to: number) => {
    const middle = (from + to) / 2;
    const half = Math.max(to - from, MIN_MS) / 2;
    writeParams({ from: String(Math.round(middle - half)), to: String(Math.round(middle + half)) });
  }, []);
  const reset = useCallback(() => writeParams({ from: null, to: null }), []);
  return { range, choosePreset, zoom, reset };
}

export function parseRange(params: Pick<URLSearchParams, 'get'>): Range {
  const from = Number(params.get('from') ?? Number.NaN);
  const to = Number(params.get('to') ?? Number.NaN);
  if (from > 0 && to > from) return { kind: 'absolute', from, to };
  const asked = params.get('range') ?? '';
  const preset = isPreset(asked) ? asked : DEFAULT_PRESET;
  return { kind: 'relative', preset, spanMs: RANGE_PRESETS[preset] };
}

const isPreset = (text: string): text is RangePreset => Object.hasOwn(RANGE_PRESETS, text);

/** Without a request: Next takes the new address over into useSearchParams. */
function writeParams(changes: Readonly<Record<string, string | null>>): void {
  const params = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) params.delete(name);
    else params.set(name, value);
  }
  const query = params.toString();
  window.history.pushState(null, '', query === '' ? window.location.pathname : `?${query}`);
}
