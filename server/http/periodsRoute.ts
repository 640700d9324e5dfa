import { TRPCError } from '@trpc/server';
import { renderPeriods } from '../../experiment/renderPeriods.ts';
import { nullableTime, object } from '../inputs.ts';
import { comparePeriods } from '../readers/comparePeriods.ts';
import type { Services } from '../services.ts';
import { answer } from './answers.ts';
import { toNumber } from './feedRoute.ts';

const input = object({ before: nullableTime, after: nullableTime });

/** GET /api/export/periods: two periods and their changes as one HTML file; without parameters the last two. */
export async function answerPeriodsExport(services: Services, request: Request): Promise<Response> {
  const parameters = new URL(request.url).searchParams;
  const timeOf = (name: string): unknown => {
    const text = parameters.get(name);
    return text === null ? null : toNumber(text);
  };
  const given = { before: timeOf('before'), after: timeOf('after') };
  return answer(given, async () => {
    const { before, after, changes } = await comparePeriods(services, input.parse(given));
    if (before === null || after === null) {
      throw new TRPCError({
        code: 'NOT_FOUND',
        message: 'There are no two periods with enough cycles yet: mark a change, and wait for three cycles',
      });
    }
    const { server } = services.system;
    return new Response(renderPeriods({ before, after, changes, server, at: Date.now() }), {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-disposition': 'attachment; filename="before-and-after.html"',
        'cache-control': 'no-store',
      },
    });
  });
}
