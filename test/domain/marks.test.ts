import { describe, expect, it } from 'vitest';
import { describeMark, explainMark, findMarks, MAX_NOTE_CHARACTERS, parseNote } from '../../domain/marks.ts';
import type { ObserverView } from '../../domain/observerView.ts';

const SETTINGS = {
  checkpointTimeoutSeconds: 300,
  completionTarget: 0.9,
  maxWalSizeBytes: 1_073_741_824,
  segmentBytes: 16_777_216,
  sharedBuffersPages: 16_384,
  fullPageWrites: true,
  walCompression: 'off',
  logCheckpoints: true,
};

function viewOf({
  at = 10_000,
  settings = {},
  startedAt = 1_000,
  systemIdentifier = '7',
  lastInterruption = null,
}: {
  readonly at?: number;
  readonly settings?: Partial<typeof SETTINGS>;
  readonly startedAt?: number;
  readonly systemIdentifier?: string;
  readonly lastInterruption?: ObserverView['lastInterruption'];
} = {}): ObserverView {
  return {
    at,
    settings: { ...SETTINGS, ...settings },
    server: { systemIdentifier },
    sample: { postmasterStartedAt: startedAt, statsResetAt: 500, timeline: 2 },
    lastInterruption,
  } as ObserverView;
}

describe('a person’s own mark', () => {
  it('is one line that steers no terminal', () => {
    expect(parseNote('  index dropped ')).toBe('index dropped');
    expect(parseNote('é'.repeat(MAX_NOTE_CHARACTERS))).toHaveLength(MAX_NOTE_CHARACTERS);
    for (const text of ['', '  ', 'x'.repeat(MAX_NOTE_CHARACTERS + 1), 'a\nb', '\u001B[31mred', '\u202Eabc'])
      expect(parseNote(text)).toBeNull();
  });
});

describe('what is found between two views', () => {
  it('is nothing where nothing changed, nor before there is a view to compare with', () => {
    expect(findMarks(null, viewOf())).toEqual([]);
    expect(findMarks(viewOf(), viewOf({ at: 20_000 }))).toEqual([]);
  });

  it('names each setting that changed, in its unit, and the same for all who see it', () => {
    const after = viewOf({ settings: { checkpointTimeoutSeconds: 30, maxWalSizeBytes: 4_294_967_296 } });
    const [mark, ...rest] = findMarks(viewOf(), after);
    expect(rest).toEqual([]);
    expect(describeMark(mark!.value)).toBe(
      'checkpoint_timeout 300 s → 30 s, max_wal_size 1,024 MiB → 4,096 MiB',
    );
    const later = { ...after, at: after.at + 500 };
    expect(findMarks(viewOf(), later)[0]!.id).toBe(mark!.id);
  });

  it('is an interruption that the observer saw, once', () => {
    const after = viewOf({ lastInterruption: { kind: 'promoted', at: 15_000 } });
    expect(findMarks(viewOf(), after)).toEqual([
      { at: 15_000, value: { kind: 'interruption', interruption: 'promoted' }, id: 'promoted-2' },
    ]);
    expect(findMarks(after, { ...after, at: 20_000 })).toEqual([]);
  });

  it('is a restart while nobody observed, when it happened', () => {
    const before = viewOf({ lastInterruption: { kind: 'stats-reset', at: 5_000 } });
    const [mark] = findMarks(before, viewOf({ at: 90_000, startedAt: 60_000 }));
    expect(mark).toMatchObject({ at: 60_000, id: 'restarted-60000' });
    expect(explainMark(mark!.value)).toBe('The server was restarted');
  });

  it('is another server behind the address', () => {
    const [mark] = findMarks(viewOf(), viewOf({ systemIdentifier: '8', startedAt: 9_000 }));
    expect(mark!.value).toEqual({ kind: 'interruption', interruption: 'other-server' });
  });
});
