import { refuse } from '../../../server/access/guard.ts';
import { answerHealth } from '../../../server/http/healthRoute.ts';
import { getServices } from '../../../server/services.ts';

export const dynamic = 'force-dynamic';

export async function GET(request: Request): Promise<Response> {
  return refuse(request) ?? answerHealth(getServices());
}
