import { type StrategyName } from '../../../domain/strategies.ts';
import type { ObservedCheckpoint } from '../../../domain/checkpoints.ts';
import { compareFigures, type Compared } from './compare.ts';
import { type Contradiction, findContradictions } from './contradictions.ts';
import { findWrongErrors, measurePredictions, type PagePredictions } from './predictions.ts';
import type { Evidence } from './referees.ts';
import { listNumbersWhileCollecting, listUnguarded, measureSilence, type Silence } from './staleness.ts';
import { listWrongTexts } from './texts.ts';
import type { Watched } from './watchRun.ts';

const MAX_MEDIAN = 0.01;
const MAX_UNMARKED_SECONDS = 3;
/** Medians of the sizes of errors. */
const MAX_PAGES_ERROR: Readonly<Record<StrategyName, number>> = {
  direct: 0.15,
  'buffer-all': 0.1,
  hybrid: 0.1,
  'hybrid-split': 0.02,
};

export interface Verdict {
  readonly compared: readonly Compared[];
  readonly contradictions: readonly Contradiction[];
  readonly silences: readonly Silence[];
  readonly unguarded: readonly string[];
  readonly numbersWhileCollecting: readonly string[];
  readonly predictions: readonly PagePredictions[];
  readonly wrongErrors: readonly string[];
  readonly wrongTexts: readonly string[];
  /** In words; none: passed. */
  readonly failures: readonly string[];
}

export function judgeRun(
  { readings, phases }: Watched,
  evidence: Evidence,
  records: readonly ObservedCheckpoint[],
): Verdict {
  const measured = {
    compared: compareFigures(readings, evidence),
    contradictions: findContradictions(readings),
    silences: measureSilence(readings, phases),
    unguarded: listUnguarded(readings),
    numbersWhileCollecting: listNumbersWhileCollecting(readings),
    predictions: measurePredictions(records, phases),
    wrongErrors: findWrongErrors(readings, records),
    wrongTexts: listWrongTexts(readings),
  };
  return { ...measured, failures: listFailures(measured) };
}

type Measured = Omit<Verdict, 'failures'>;

function listFailures(measured: Measured): string[] {
  const { compared, contradictions, silences, unguarded, numbersWhileCollecting, predictions } = measured;
  const off = compared.filter(({ median }) => median > MAX_MEDIAN);
  const unmarked = silences.filter(({ unmarkedSeconds }) => unmarkedSeconds > MAX_UNMARKED_SECONDS);
  const missed = predictions.filter(
    ({ strategy, median }) => median !== null && median > MAX_PAGES_ERROR[strategy],
  );
  return [
    ...off.map(({ figure, place, by }) => `${figure} (${place}) is not what ${by} says`),
    ...contradictions.map(({ figure, places }) => `${figure}: ${places.join(' and ')} contradict each other`),
    ...unmarked.map(({ phase, place }) => `${phase}: ${place} was not marked in time`),
    ...unguarded.map((figure) => `${figure} is never marked as old`),
    ...numbersWhileCollecting.map((figure) => `${figure} is shown while it is collected`),
    ...missed.map(({ strategy }) => `pages under ${strategy} were predicted too far off`),
    ...measured.wrongErrors.map((error) => `another error is shown than the record has: ${error}`),
    ...measured.wrongTexts.map((text) => `a text is not its value: ${text}`),
    ...(compared.length === 0 ? ['no figure was compared'] : []),
  ];
}
