import { refuse } from '../../../../server/access/guard.ts';
import { answerFeed } from '../../../../server/http/feedRoute.ts';
import { getServices } from '../../../../server/services.ts';

export const dynamic = 'force-dynamic';

export async function GET(request: Request): Promise<Response> {
  return refuse(request) ?? answerFeed(getServices(), request);
}
