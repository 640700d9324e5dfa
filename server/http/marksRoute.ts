import { TRPCError } from '@trpc/server';
import { isForeignRequest } from '../access/origin.ts';
import { FOREIGN } from '../access/refusals.ts';
import { readRequestHeaders } from '../access/requestHeaders.ts';
import { addNote } from '../actions/addNote.ts';
import { note, object } from '../inputs.ts';
import type { Services } from '../services.ts';
import { answer, answerSentence } from './answers.ts';
import { readBody, TOO_LARGE } from './readBody.ts';

const input = object({ text: note });

/** POST /api/marks `{ "text": "index dropped" }`: a mark of now, for scripts that deploy. */
export async function answerMark(services: Services, request: Request): Promise<Response> {
  if (isForeignRequest(readRequestHeaders(request), services.config.publicUrl))
    return answerSentence(403, `${FOREIGN}: nothing was changed`);
  const body = await readBody(request);
  if (body === null) return answerSentence(413, TOO_LARGE);
  const given = parseJson(body.toString());
  return answer(given, async () => {
    if (given === undefined) {
      throw new TRPCError({ code: 'BAD_REQUEST', message: 'The body is not JSON: it takes {"text": "…"}' });
    }
    const mark = await addNote(services, input.parse(given).text);
    return Response.json(mark, { status: 201, headers: { 'cache-control': 'no-store' } });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
