import { matchesSecret } from '../../http/secrets.ts';
import { isForeignRequest } from '../access/origin.ts';
import { FOREIGN } from '../access/refusals.ts';
import { createSession, describeCookie, isValidSession, readSessionCookie } from '../access/session.ts';
import type { Services } from '../services.ts';
import { answerSentence } from './answers.ts';
import { isSecure, redirect } from './formAnswers.ts';
import { readBody, TOO_LARGE } from './readBody.ts';

const MAX_TOKEN_CHARACTERS = 1_000;

/** The outcome of a try, with its status and sentence. */
type Outcome = 'in' | 'wrong' | 'limit' | 'open' | 'foreign';
const SENTENCES: Readonly<Record<Exclude<Outcome, 'in'>, readonly [status: number, sentence: string]>> = {
  wrong: [401, 'That is not the token'],
  limit: [429, 'Too many tries: wait a minute'],
  open: [400, 'No DASHBOARD_TOKEN is set: there is nothing to log in to'],
  foreign: [403, FOREIGN],
};

interface Credentials {
  readonly token: string;
  /** Where to go after; null: sent by a program, which wants no redirect. */
  readonly next: string | null;
}

/** POST /api/login: `{ token }` as JSON, or the form of /login. Sets the session's cookie. */
export async function answerLogin(services: Services, request: Request): Promise<Response> {
  const body = await readBody(request);
  if (body === null) return answerSentence(413, TOO_LARGE);
  const credentials = parseCredentials(body.toString(), request.headers.get('content-type') ?? '');
  if (credentials === null) return answerSentence(400, 'The body is not understood: it takes {"token": "…"}');
  const outcome = judge(services, request.headers, credentials.token);
  const { next } = credentials;
  if (outcome !== 'in') {
    const [status, sentence] = SENTENCES[outcome];
    return next === null ? answerSentence(status, sentence) : redirect(describeLogin(outcome, next));
  }
  const session = createSession(services.config.dashboardToken!, Date.now());
  const headers = {
    'set-cookie': describeCookie(session, isSecure(request, services.config.publicUrl)),
    'cache-control': 'no-store',
  };
  return next === null ? Response.json({ ok: true }, { headers }) : redirect(next, headers);
}

function judge(services: Services, headers: Headers, given: string): Outcome {
  const token = services.config.dashboardToken;
  if (token === undefined) return 'open';
  if (isForeignRequest(headers, services.config.publicUrl)) return 'foreign';
  // Who is in already has nothing to try.
  const isIn = isValidSession(readSessionCookie(headers.get('cookie')), token, Date.now());
  if (!isIn && !services.loginLimit.admit(readAddress(headers), Date.now())) return 'limit';
  return matchesSecret(given, token) ? 'in' : 'wrong';
}

function parseCredentials(body: string, type: string): Credentials | null {
  if (type.startsWith('application/x-www-form-urlencoded')) {
    const form = new URLSearchParams(body);
    return {
      token: (form.get('token') ?? '').slice(0, MAX_TOKEN_CHARACTERS),
      next: toLocalPath(form.get('next')),
    };
  }
  try {
    const parsed = JSON.parse(body) as { token?: unknown } | null;
    const token = parsed?.token;
    return typeof token === 'string' && token.length <= MAX_TOKEN_CHARACTERS ? { token, next: null } : null;
  } catch {
    return null;
  }
}

/** A path of this site, never another site's address. */
export function toLocalPath(path: string | null | undefined): string {
  if (path == null || !/^\/(?![/\\])[\x21-\x7e]*$/.test(path)) return '/';
  const base = 'http://localhost';
  return URL.canParse(path, base) && new URL(path, base).origin === base ? path : '/';
}

const describeLogin = (error: string, next: string): string =>
  `/login?${new URLSearchParams({ error, next }).toString()}`;

/** As server/main.ts writes it: without TRUSTED_PROXY all behind a proxy share one. */
const readAddress = (headers: Headers): string => headers.get('x-forwarded-for') ?? 'unknown';
