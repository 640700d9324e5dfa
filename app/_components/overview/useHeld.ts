'use client';

import { useState } from 'react';

/** `value` as it was when `step` last changed. */
export function useHeld<T>(value: T, step: number): T {
  const [held, setHeld] = useState({ value, step });
  if (held.step === step) return held.value;
  setHeld({ value, step });
  return value;
}
