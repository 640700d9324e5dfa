import { createHmac } from 'node:crypto';
import { matchesSecret } from '../../http/secrets.ts';

export const SESSION_COOKIE = 'breakwater_session';
export const SESSION_SECONDS = 12 * 3_600;

/** The cookie's content: when it ends, and proof that the token was known. Another token ends all sessions. */
export function createSession(token: string, now: number): string {
  const endsAt = String(now + SESSION_SECONDS * 1_000);
  return `${endsAt}.${sign(endsAt, token)}`;
}

export function isValidSession(cookie: string | undefined, token: string, now: number): boolean {
  const [endsAt, proof, ...rest] = cookie?.split('.') ?? [];
  if (endsAt === undefined || proof === undefined || rest.length > 0) return false;
  return matchesSecret(proof, sign(endsAt, token)) && Number(endsAt) > now;
}

/** Set-Cookie's value; null: the browser forgets its session. */
export function describeCookie(session: string | null, secure: boolean): string {
  const seconds = session === null ? 0 : SESSION_SECONDS;
  const attributes = `Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict`;
  return `${SESSION_COOKIE}=${session ?? ''}; ${attributes}${secure ? '; Secure' : ''}`;
}

/** From a Cookie header. */
export function readSessionCookie(header: string | null): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${SESSION_COOKIE}=`));
  return found?.slice(SESSION_COOKIE.length + 1);
}

const sign = (endsAt: string, token: string): string =>
  createHmac('sha256', token).update(`breakwater session ${endsAt}`).digest('base64url');
