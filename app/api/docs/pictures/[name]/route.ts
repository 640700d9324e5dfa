import { refuse } from '../../../../../server/access/guard.ts';
import { answerPicture } from '../../../../../server/http/pictureRoute.ts';

export const dynamic = 'force-dynamic';

interface PictureContext {
  readonly params: Promise<{ readonly name: string }>;
}

export async function GET(request: Request, { params }: PictureContext): Promise<Response> {
  return refuse(request) ?? answerPicture((await params).name);
}
