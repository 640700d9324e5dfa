import { expect, it, vi } from 'vitest';
import { abortableDelay } from '../../machine/abortableDelay.ts';

const DAY_MS = 86_400_000;

it.each([25, 30, 400])(
  'waits %i days, which no single timer does, and ends at once when it is aborted',
  async (days) => {
    const warnings = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const stop = new AbortController();
    const waiting = abortableDelay(days * DAY_MS, stop.signal).then(() => 'over');
    const others = new Promise((resolve) => setTimeout(resolve, 50, 'waits'));
    expect(await Promise.race([waiting, others])).toBe('waits');
    expect(warnings).not.toHaveBeenCalled();
    stop.abort();
    expect(await waiting).toBe('over');
    warnings.mockRestore();
  },
);
