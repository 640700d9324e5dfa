'use client';

import { useMemo } from 'react';
import { CALIBRATION } from '../../../model/calibration.ts';
import { findRequirement, INCIDENT_LINES } from '../../../model/workload/logLines.ts';
import type { Workload } from '../../../model/workload/types.ts';
import { formatCount, formatSeconds } from '../../_components/format.ts';
import { Badge, type Tone } from '../../_components/ui/Badge.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { type Expectation, listExpectations, type Origin } from './expectations.ts';
import { mostSeedPages, SEED_WRITES_PER_HOUR } from './seedLimits.ts';

const TONES: Readonly<Record<Origin, Tone>> = {
  buffering: 'good',
  'a narrow table': 'good',
  'a setting': 'warn',
  'not at all': 'bad',
};

/** The conditions behind the incident's log lines, and what the fix can be expected to bring. */
export function LogLines({ workload }: { readonly workload: Workload }) {
  return (
    <Card title="The incident’s three log lines: what must have been true">
      <p className="max-w-[75ch] text-sm text-pretty">{describeLimit()}</p>
      <Requirements workload={workload} />
      <h3 className="mt-4 text-sm font-medium">What was expected of the fix, and where it comes from</h3>
      <Expectations />
    </Card>
  );
}

function describeLimit(): string {
  const most = mostSeedPages();
  return (
    `${SEED_WRITES_PER_HOUR} writes an hour are ${formatCount(SEED_WRITES_PER_HOUR / 12)} in five minutes. With five indexes each can change a page of the ` +
    `table, a page of each index and a page of the history: at the most ${formatCount(most)} pages, which makes a checkpoint of ` +
    `${formatSeconds(most / 10)}. The first line of the log is such a checkpoint. The other two are not: 10,113 buffers need many more ` +
    'rows than 50, or work that nobody counted.'
  );
}

function Requirements({ workload }: { readonly workload: Workload }) {
  const { rows, bytesPerRow, movingIndexes, stayingIndexes, bytesPerIndexEntry } = workload;
  const table = useMemo(() => {
    const base = {
      ...workload,
      rows,
      bytesPerRow,
      bytesPerIndexEntry,
      checkpointTimeoutSeconds: 300,
      completionTarget: 0.9,
      roomShare: 1,
    };
    const cases = [
      { name: 'no index on what changes', movingIndexes: 0, stayingIndexes: 1 },
      { name: `${movingIndexes + stayingIndexes} indexes, as set`, movingIndexes, stayingIndexes },
    ];
    return cases.map(({ name, ...indexes }) => ({
      name,
      lines: INCIDENT_LINES.map(({ buffers, writeSeconds }) => ({
        writeSeconds,
        ...findRequirement({ ...base, ...indexes }, CALIBRATION.constants, buffers),
      })),
    }));
    // oxlint-disable-next-line react/exhaustive-deps -- the rest of the workload is not asked for
  }, [rows, bytesPerRow, movingIndexes, stayingIndexes, bytesPerIndexEntry]);
  return (
    <div className="mt-3 overflow-x-auto" tabIndex={0} role="region" aria-label="What each log line needs">
      <table className="w-full text-left text-sm tabular-nums">
        <thead>
          <tr className="text-muted">
            {['Log line', 'By the pacing rule', ...table.map(({ name }) => `Needs, ${name}`)].map((head) => (
              <th key={head} scope="col" className="py-1 pr-4 font-normal">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {INCIDENT_LINES.map(({ buffers, writeSeconds }, index) => (
            <tr key={buffers} className="border-t border-line">
              <th scope="row" className="py-1 pr-4 font-normal whitespace-nowrap">
                {formatCount(buffers)} buffers, {writeSeconds} s
              </th>
              <td className="py-1 pr-4">{formatSeconds(table[0]!.lines[index]!.predictedSeconds)}</td>
              {table.map(({ name, lines }) => {
                const { updatesPerHour, rowsPerCycle } = lines[index]!;
                return (
                  <td key={name} className="py-1 pr-4">
                    {updatesPerHour === null || rowsPerCycle === null
                      ? 'a larger table'
                      : `${formatCount(updatesPerHour)} updates/h of ${formatCount(rowsPerCycle)} rows`}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Expectations() {
  const expectations = useMemo(() => listExpectations(), []);
  return (
    <ul className="mt-1">
      {expectations.map((expectation: Expectation) => (
        <li
          key={expectation.title}
          className="flex flex-wrap gap-x-3 gap-y-1 border-t border-line py-2 text-sm"
        >
          <div className="w-36 shrink-0">
            <Badge tone={TONES[expectation.from]}>{expectation.from}</Badge>
          </div>
          <div className="min-w-0 flex-1 basis-60">
            <p className="font-medium">{expectation.title}</p>
            <p className="text-muted">{expectation.why}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
