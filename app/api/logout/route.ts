import { refuse } from '../../../server/access/guard.ts';
import { answerLogout } from '../../../server/http/logoutRoute.ts';
import { getServices } from '../../../server/services.ts';

export const dynamic = 'force-dynamic';

export function POST(request: Request): Response {
  return refuse(request) ?? answerLogout(getServices().config, request);
}
