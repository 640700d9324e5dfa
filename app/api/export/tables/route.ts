import { refuse } from '../../../../server/access/guard.ts';
import { answerTablesExport } from '../../../../server/http/tablesRoute.ts';
import { getServices } from '../../../../server/services.ts';

export const dynamic = 'force-dynamic';

export async function GET(request: Request): Promise<Response> {
  return refuse(request) ?? answerTablesExport(getServices(request.headers), request);
}
