import { readPicture } from '../docs/docFiles.ts';
import { answer, answerSentence } from './answers.ts';

/** GET /api/docs/pictures/NAME: a picture of the docs. */
export async function answerPicture(name: string): Promise<Response> {
  return answer(name, async () => {
    const picture = await readPicture(name);
    if (picture === null) return answerSentence(404, 'The docs have no such picture');
    return new Response(new Uint8Array(picture.bytes), {
      headers: {
        'content-type': picture.contentType,
        // A caller that may not see the pages may not find them in a shared cache.
        'cache-control': 'private, max-age=3600',
        // An SVG that is opened by itself is a document.
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      },
    });
  });
}
