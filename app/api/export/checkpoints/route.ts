import { refuse } from '../../../../server/access/guard.ts';
import { answerExport } from '../../../../server/http/exportRoute.ts';
import { getServices } from '../../../../server/services.ts';

export const dynamic = 'force-dynamic';

export async function GET(request: Request): Promise<Response> {
  return refuse(request) ?? answerExport(getServices(request.headers), request);
}
