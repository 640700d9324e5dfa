import type { Config } from '../../worker/config/index.ts';
import { isForeignRequest } from '../access/origin.ts';
import { FOREIGN } from '../access/refusals.ts';
import { describeCookie } from '../access/session.ts';
import { answerSentence } from './answers.ts';
import { isSecure, redirect } from './formAnswers.ts';

/** POST /api/logout, the form of the header: this browser forgets its session. Others of the token go on. */
export function answerLogout({ publicUrl }: Pick<Config, 'publicUrl'>, request: Request): Response {
  if (isForeignRequest(request.headers, publicUrl)) return answerSentence(403, FOREIGN);
  return redirect('/login', { 'set-cookie': describeCookie(null, isSecure(request, publicUrl)) });
}
