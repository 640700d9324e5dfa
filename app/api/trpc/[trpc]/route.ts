import { refuseWrongHost } from '../../../../server/access/guard.ts';
import { answerTrpc } from '../../../../server/http/trpcRoute.ts';

export const dynamic = 'force-dynamic';

export async function GET(request: Request): Promise<Response> {
  return refuseWrongHost(request) ?? answerTrpc(request);
}

export const POST = GET;
