import { refuse } from '../../../server/access/guard.ts';
import { answerMark } from '../../../server/http/marksRoute.ts';
import { getServices } from '../../../server/services.ts';

export const dynamic = 'force-dynamic';

export async function POST(request: Request): Promise<Response> {
  return refuse(request) ?? answerMark(getServices(request.headers), request);
}
