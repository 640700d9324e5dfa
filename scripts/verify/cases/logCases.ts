import { isDeepStrictEqual } from 'node:util';
import type { LogReport } from '../../../observer/serverLog/logRecord.ts';
import { reportLogs } from '../../observe/reportLogs.ts';
import type { Case } from './Case.ts';

/** The expected outcome of a log, in the order of `summarize`. */
interface Expected {
  readonly understood: string;
  readonly causes: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

const EXPECTED: Readonly<Record<string, Expected>> = {
  '03-two-servers': {
    understood: '4 of 4',
    causes: '2 time, 2 wal',
    more: { 'app-db-1': '2 time', 'auth-db-1': '2 wal' },
  },
  '04-pasted-with-markdown': { understood: '2 of 2', causes: '2 time' },
  '06-powershell-utf16': { understood: '1 of 1', causes: '1 time' },
  '07-cut-short.log': { understood: '2 of 2', causes: '1 time, 1 wal', more: { damage: 'ends early' } },
  '08-timeout': {
    understood: '3 of 3',
    causes: '3 time',
    more: { timeout: 7_200, target: 0.9, pacedShare: 1 },
  },
  '09-json-array': { understood: '2 of 2', causes: '2 time' },
  '10-statement-continuation': { understood: '1 of 1', causes: '1 time' },
  '12-only-too-frequent': { understood: '0 of 0', causes: '', more: { warnings: '3, 9 to 10 s apart' } },
  '13-wrappers': { understood: '14 of 14', causes: '14 time' },
  '15-other-programs': { understood: '1 of 1', causes: '1 time' },
};

export const LOG_CASES: readonly Case[] = Object.entries(EXPECTED).map(([name, expected]) => ({
  name,
  check: async (file) => {
    const found = summarize(await reportLogs([file], {}));
    const { understood, causes, more = {} } = expected;
    const wanted = Object.entries({ understood, causes, ...more });
    const wrong = wanted.filter(([key, value]) => !isDeepStrictEqual(found[key], value));
    if (wrong.length === 0) return null;
    return wrong
      .map(([key, value]) => `${key} is ${JSON.stringify(found[key])} and not ${JSON.stringify(value)}`)
      .join('; ');
  },
}));

function summarize(report: LogReport): Readonly<Record<string, unknown>> {
  const { understood, completions, byCause, tooFrequent, settings, pacedShare, damages, servers } = report;
  return {
    understood: `${understood} of ${completions}`,
    causes: describeCauses(byCause),
    damage: damages[0]?.damage,
    timeout: settings?.checkpointTimeoutSeconds,
    target: settings?.completionTarget,
    pacedShare,
    warnings: tooFrequent && `${tooFrequent.count}, ${tooFrequent.min} to ${tooFrequent.max} s apart`,
    ...Object.fromEntries(servers.map((server) => [server.name ?? '', describeCauses(server.byCause)])),
  };
}

const describeCauses = (byCause: LogReport['byCause']): string =>
  Object.entries(byCause)
    .filter(([, count]) => count > 0)
    .map(([cause, count]) => `${count} ${cause}`)
    .join(', ');
