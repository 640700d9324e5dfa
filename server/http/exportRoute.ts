import { MAX_EVENTS } from '../../redis/history/eventStreams.ts';
import { object, oneOf, timeRange } from '../inputs.ts';
import { readCheckpoints } from '../readers/history.ts';
import type { Services } from '../services.ts';
import { answer } from './answers.ts';
import { formatCheckpointsCsv } from './checkpointsCsv.ts';
import { toNumber } from './feedRoute.ts';
import { roundCheckpoint } from './roundCheckpoint.ts';

export const FILE_FORMATS = ['csv', 'json'] as const;
const input = object({ format: oneOf(FILE_FORMATS), ...timeRange });

/** GET /api/export/checkpoints: the records of a range, newest first, as a file. */
export async function answerExport(services: Services, request: Request): Promise<Response> {
  const given = readExportInput(request);
  return answer(given, async () => {
    const { format, from, to } = input.parse(given);
    const records = await readCheckpoints(services, { from, to, limit: MAX_EVENTS.checkpoints });
    const checkpoints = records.map(roundCheckpoint);
    const body = format === 'csv' ? formatCheckpointsCsv(checkpoints) : `${JSON.stringify(checkpoints)}\n`;
    return answerFile('checkpoints', format, body);
  });
}

/** As the address has it; without parameters all that is kept, as CSV. */
export function readExportInput(request: Request) {
  const parameters = new URL(request.url).searchParams;
  return {
    format: parameters.get('format') ?? 'csv',
    from: toNumber(parameters.get('from') ?? '0'),
    to: toNumber(parameters.get('to') ?? String(Date.now())),
  };
}

export const answerFile = (name: string, format: (typeof FILE_FORMATS)[number], body: string): Response =>
  new Response(body, {
    headers: {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
      'content-disposition': `attachment; filename="${name}.${format}"`,
      'cache-control': 'no-store',
    },
  });
