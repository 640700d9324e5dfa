import {
  ALERT_LIMITS,
  ALERT_WINDOW_MINUTES,
  type PipelineAlert,
  SHORT_ALERT_WINDOW_MINUTES,
} from '../../domain/alerts.ts';
import { type Judgement, seconds } from './judgement.ts';
import type { PipelineFacts } from './PipelineMeter.ts';

const count = (value: number): string => value.toLocaleString('en-US');
const atAll = (value: number, what: string): Judgement => ({
  holds: value !== 0,
  value: `${count(value)} ${what}`,
  threshold: 'more than 0',
});

/** The alerts about the write pipeline, as grafana/source/alerts.ts has them for Prometheus. */
export function judgePipeline(facts: PipelineFacts): Readonly<Record<PipelineAlert, Judgement>> {
  const overdueSeconds =
    ALERT_LIMITS.syncIntervals * facts.syncIntervalSeconds + ALERT_LIMITS.syncGraceSeconds;
  const threshold = `more than ${seconds(overdueSeconds)}`;
  const { oldestSeconds, sinceSyncSeconds, syncFailures } = facts;
  return {
    BreakwaterBufferNotDraining: {
      holds: oldestSeconds > overdueSeconds,
      value: `the oldest has waited ${seconds(Math.round(oldestSeconds))}`,
      threshold,
    },
    BreakwaterSyncFailing: {
      holds: syncFailures > 0 && sinceSyncSeconds > overdueSeconds,
      value: `${count(syncFailures)} failures in ${ALERT_WINDOW_MINUTES} min, ${describeLast(sinceSyncSeconds)}`,
      threshold: `a failure, and none that ended well for ${threshold}`,
    },
    BreakwaterLedgerImbalance: atAll(Math.abs(facts.imbalance), 'updates'),
    BreakwaterDeadLetters: atAll(facts.dead, 'dead letters'),
    BreakwaterRecordsNotFound: atAll(facts.notFound, `in ${SHORT_ALERT_WINDOW_MINUTES} min`),
  };
}

const describeLast = (sinceSyncSeconds: number): string =>
  Number.isFinite(sinceSyncSeconds)
    ? `the last that ended well ${seconds(Math.round(sinceSyncSeconds))} ago`
    : 'none has ended well yet';
