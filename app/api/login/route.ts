import { refuse } from '../../../server/access/guard.ts';
import { answerLogin } from '../../../server/http/loginRoute.ts';
import { getServices } from '../../../server/services.ts';

export const dynamic = 'force-dynamic';

export async function POST(request: Request): Promise<Response> {
  return refuse(request) ?? answerLogin(getServices(), request);
}
