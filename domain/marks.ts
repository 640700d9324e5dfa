import type { Interruption } from './checkpoints.ts';
import { formatCount } from './format.ts';
import type { HistoryEvent } from './history.ts';
import { type Identity, STRATEGY_IDENTITY } from './identityColors.ts';
import { INTERRUPTION_SENTENCES } from './interruptions.ts';
import { printable } from './printable.ts';
import type { ObserverView } from './observerView.ts';
import type { CheckpointSettings } from './postgres.ts';
import type { StrategyName } from './strategies.ts';

/** Something after which a server may behave otherwise. The time between two marks is a period. */
export type Mark = StrategyMark | SettingsMark | InterruptionMark | NoteMark;
export type MarkKind = Mark['kind'];

export interface StrategyMark {
  readonly kind: 'strategy';
  readonly strategy: StrategyName;
  readonly before: StrategyName;
  readonly epoch: number;
}

/** Other settings than before, as the server has them. */
export interface SettingsMark {
  readonly kind: 'settings';
  /** Each as "checkpoint_timeout 300 s → 30 s". */
  readonly changes: readonly string[];
}

export interface InterruptionMark {
  readonly kind: 'interruption';
  readonly interruption: Interruption;
}

/** A person's own. */
export interface NoteMark {
  readonly kind: 'note';
  readonly text: string;
}

export type MarkEvent = HistoryEvent<Mark>;

export const MAX_NOTE_CHARACTERS = 80;
export const NOTE_TAKES = `one line of 1 to ${MAX_NOTE_CHARACTERS} characters`;

/** Null where it is none: it takes NOTE_TAKES. */
export function parseNote(text: string): string | null {
  const note = text.trim();
  const fits = note.length > 0 && note.length <= MAX_NOTE_CHARACTERS && note === printable(note);
  return fits ? note : null;
}

/** In a few words: the label of a line in a chart. */
export function describeMark(mark: Mark): string {
  switch (mark.kind) {
    case 'strategy':
      return mark.strategy;
    case 'settings':
      return mark.changes.join(', ');
    case 'interruption':
      return INTERRUPTION_LABELS[mark.interruption];
    case 'note':
      return mark.text;
  }
}

/** How its line looks in a chart: a switch has its strategy's colour. */
export const identifyMark = (mark: Mark): Pick<Identity, 'color' | 'dash'> => ({
  color: mark.kind === 'strategy' ? STRATEGY_IDENTITY[mark.strategy].color : MARK_COLORS[mark.kind],
  dash: '4 2',
});

const MARK_COLORS = {
  settings: 'var(--hue-orange)',
  interruption: 'var(--hue-grey)',
  note: 'var(--ink)',
} satisfies Record<Exclude<MarkKind, 'strategy'>, string>;

const INTERRUPTION_LABELS: Readonly<Record<Interruption, string>> = {
  restarted: 'restart',
  crashed: 'crash',
  'stats-reset': 'statistics reset',
  promoted: 'promotion',
  'other-server': 'another server',
};

/** One sentence, without its full stop. */
export function explainMark(mark: Mark): string {
  switch (mark.kind) {
    case 'strategy':
      return `The write strategy was switched from ${mark.before} to ${mark.strategy}`;
    case 'settings':
      return `Settings were changed: ${mark.changes.join(', ')}`;
    case 'interruption':
      return INTERRUPTION_SENTENCES[mark.interruption];
    case 'note':
      return mark.text;
  }
}

/** A mark, when it came, and a name that every observer gives it: it is kept once. */
export interface FoundMark extends MarkEvent {
  readonly id: string;
}

/** Returns what changed between two views of a server, the first of which may be of an earlier run. */
export function findMarks(before: ObserverView | null, after: ObserverView): readonly FoundMark[] {
  if (before === null) return [];
  return [findInterruption(before, after), findSettings(before, after)].filter((mark) => mark !== null);
}

function findInterruption(before: ObserverView, after: ObserverView): FoundMark | null {
  const [known, found] = [before.server?.systemIdentifier, after.server?.systemIdentifier];
  if (known !== undefined && found !== undefined && known !== found)
    return interruptionMark('other-server', after.at, found);
  const { lastInterruption: seen, sample } = after;
  if (seen !== null && seen.at !== before.lastInterruption?.at) {
    return interruptionMark(seen.kind, seen.at, identify(after, seen.kind));
  }
  // Restarted while nobody observed.
  const startedAt = before.sample?.postmasterStartedAt ?? null;
  if (seen !== null || sample === null || startedAt === null || sample.postmasterStartedAt <= startedAt)
    return null;
  return interruptionMark('restarted', sample.postmasterStartedAt, identify(after, 'restarted'));
}

/** By what the server itself says of it, so that all observers agree. */
function identify({ sample, server }: ObserverView, kind: Interruption): string {
  switch (kind) {
    case 'stats-reset':
      return String(sample?.statsResetAt);
    case 'promoted':
      return String(sample?.timeline);
    case 'other-server':
      return String(server?.systemIdentifier);
    case 'crashed':
      return `${sample?.postmasterStartedAt}-${sample?.statsResetAt}`;
    case 'restarted':
      return String(sample?.postmasterStartedAt);
  }
}

const interruptionMark = (interruption: Interruption, at: number, of: string): FoundMark => ({
  at: Math.round(at),
  value: { kind: 'interruption', interruption },
  id: `${interruption}-${of}`,
});

/** Two observers see one change within their polls. */
const SAME_CHANGE_MS = 10_000;

function findSettings({ settings: before }: ObserverView, { settings, at }: ObserverView): FoundMark | null {
  if (before === null || settings === null) return null;
  const changes = SETTINGS.flatMap(({ key, name, format }) =>
    before[key] === settings[key] ? [] : [`${name} ${format(before[key])} → ${format(settings[key])}`],
  );
  if (changes.length === 0) return null;
  const id = `settings-${Math.floor(at / SAME_CHANGE_MS)}-${changes.join()}`;
  return { at: Math.round(at), value: { kind: 'settings', changes }, id };
}

interface Setting {
  readonly key: keyof CheckpointSettings;
  readonly name: string;
  readonly format: (value: CheckpointSettings[keyof CheckpointSettings]) => string;
}

const MIB = 1_048_576;
const inSeconds = (value: unknown): string => `${String(value)} s`;
const inMebibytes = (value: unknown): string => `${formatCount(Math.round(Number(value) / MIB))} MiB`;
const onOrOff = (value: unknown): string => (value === true ? 'on' : 'off');

const SETTINGS: readonly Setting[] = [
  { key: 'checkpointTimeoutSeconds', name: 'checkpoint_timeout', format: inSeconds },
  { key: 'completionTarget', name: 'checkpoint_completion_target', format: String },
  { key: 'maxWalSizeBytes', name: 'max_wal_size', format: inMebibytes },
  {
    key: 'sharedBuffersPages',
    name: 'shared_buffers (pages)',
    format: (value) => formatCount(Number(value)),
  },
  { key: 'fullPageWrites', name: 'full_page_writes', format: onOrOff },
  { key: 'walCompression', name: 'wal_compression', format: String },
  { key: 'logCheckpoints', name: 'log_checkpoints', format: onOrOff },
];
