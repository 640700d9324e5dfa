import { refuse } from '../../../../server/access/guard.ts';
import { answerPeriodsExport } from '../../../../server/http/periodsRoute.ts';
import { getServices } from '../../../../server/services.ts';

export const dynamic = 'force-dynamic';

export async function GET(request: Request): Promise<Response> {
  return refuse(request) ?? answerPeriodsExport(getServices(request.headers), request);
}
