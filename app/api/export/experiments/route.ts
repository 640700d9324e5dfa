import { refuse } from '../../../../server/access/guard.ts';
import { answerExperimentExport } from '../../../../server/http/experimentRoute.ts';
import { getServices } from '../../../../server/services.ts';

export const dynamic = 'force-dynamic';

export async function GET(request: Request): Promise<Response> {
  return refuse(request) ?? answerExperimentExport(getServices(), request);
}
