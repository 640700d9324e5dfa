import type { Compared } from './compare.ts';
import type { Verdict } from './judge.ts';
import type { PastPhase } from './plan.ts';
import type { Silence } from './staleness.ts';

export interface RunFacts {
  readonly startedAt: number;
  readonly minutes: number;
  readonly machine: string;
  readonly longestPause: number;
  readonly phases: readonly PastPhase[];
}

/** As Markdown, for docs/truth.md. */
export function renderReport(verdict: Verdict, facts: RunFacts): string {
  const {
    contradictions,
    predictions,
    unguarded,
    numbersWhileCollecting,
    wrongErrors,
    wrongTexts,
    failures,
  } = verdict;
  return [
    '# What the pages show, beside referees',
    `Written by \`npm run verify -- truth --output docs/truth.md\`: ${describeRun(facts)}. Each second a browser on all pages is read; the referees are PostgreSQL’s own statistics and log, Redis, and the worker’s /metrics, asked up to four times a second.`,
    failures.length === 0 ? 'All bounds are kept.' : `**Not kept:**\n\n${list(failures)}`,
    '## Figures',
    'Shares of what the referee says over the same window, or within the seconds that it takes to the page.',
    table(
      ['figure', 'where', 'referee', 'n', 'median', 'worst', 'the worst'],
      verdict.compared.map(describeCompared),
    ),
    '## Places that show the same figure',
    contradictions.length === 0
      ? 'No two places contradict each other.'
      : table(
          ['figure', 'places', 'readings', 'such as'],
          contradictions.map(({ figure, places, count, example }) => [
            figure,
            places.join(' / '),
            `${count}`,
            example,
          ]),
        ),
    '## Old figures',
    'Seconds from the moment at which a source was frozen to the last reading at which what comes from it was not marked as old.',
    table(['phase', 'where', 'source', 'unmarked, s'], verdict.silences.map(describeSilence)),
    unguarded.length === 0
      ? 'Every figure is in a part of a page that is marked.'
      : `Never marked:\n\n${list(unguarded)}`,
    numbersWhileCollecting.length === 0
      ? 'No number was shown while a figure was collected.'
      : `Numbers while collecting:\n\n${list(numbersWhileCollecting)}`,
    wrongTexts.length === 0
      ? 'Every text is its value, rounded.'
      : `Texts that are not their value:\n\n${list(wrongTexts)}`,
    '## Predicted pages of checkpoints',
    table(
      ['strategy', 'checkpoints', 'median error', 'worst'],
      predictions.map(({ strategy, count, median, worst }) => [
        strategy,
        `${count}`,
        percent(median),
        percent(worst),
      ]),
    ),
    wrongErrors.length === 0 ? 'The errors that are shown are those of the records.' : list(wrongErrors),
    '',
  ].join('\n\n');
}

const describeRun = ({ startedAt, minutes, machine, longestPause, phases }: RunFacts): string =>
  `${new Date(startedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC, ${minutes} minutes (${phases.map(({ name, seconds }) => `${name} ${seconds} s`).join(', ')}) of preset incident at TIME_SCALE 10 on ${machine}; the longest pause between two readings was ${longestPause.toFixed(1)} s`;

const describeCompared = ({ figure, place, by, count, median, worst, worstWhere }: Compared): string[] => [
  figure,
  place,
  by,
  `${count}`,
  percent(median),
  percent(worst),
  worst === 0 ? '' : worstWhere,
];

const describeSilence = ({ phase, place, sources, unmarkedSeconds }: Silence): string[] => [
  phase,
  place,
  sources.join(', '),
  unmarkedSeconds.toFixed(1),
];

const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(2)} %`);
const list = (lines: readonly string[]): string => lines.map((line) => `* ${line}`).join('\n');
const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return 'None.';
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}
