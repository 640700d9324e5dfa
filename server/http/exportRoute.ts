import { MAX_EVENTS } from '../../redis/history/eventStreams.ts';
import { object, oneOf, timeRange } from '../inputs.ts';
import { readCheckpoints } from '../readers/history.ts';
import type { Services } from '../services.ts';
import { answer } from './answers.ts';
import { formatCheckpointsCsv } from './checkpointsCsv.ts';
import { toNumber } from './feedRoute.ts';
import { roundCheckpoint } from './roundCheckpoint.ts';

const input = object({ format: oneOf(['csv', 'json']), ...timeRange });

/** GET /api/export/checkpoints: the records of a range, newest first, as a file. */
export async function answerExport(services: Services, request: Request): Promise<Response> {
  const parameters = new URL(request.url).searchParams;
  const given = {
    format: parameters.get('format') ?? 'csv',
    from: toNumber(parameters.get('from') ?? '0'),
    to: toNumber(parameters.get('to') ?? String(Date.now())),
  };
  return answer(given, async () => {
    const { format, from, to } = input.parse(given);
    const records = await readCheckpoints(services, { from, to, limit: MAX_EVENTS.checkpoints });
    const checkpoints = records.map(roundCheckpoint);
    const body = format === 'csv' ? formatCheckpointsCsv(checkpoints) : `${JSON.stringify(checkpoints)}\n`;
    return new Response(body, {
      headers: {
        'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
        'content-disposition': `attachment; filename="checkpoints.${format}"`,
        'cache-control': 'no-store',
      },
    });
  });
}
