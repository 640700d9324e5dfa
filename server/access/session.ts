import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export const SESSION_COOKIE = 'breakwater_session';
export const SESSION_SECONDS = 12 * 3_600;

/** Compares in constant time, whatever the lengths. */
export function matchesToken(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token));
}

/** What the cookie holds: when it ends, and proof that the token was known. Another token ends all sessions. */
export function createSession(token: string, now: number): string {
  const endsAt = String(now + SESSION_SECONDS * 1_000);
  return `${endsAt}.${sign(endsAt, token)}`;
}

export function isValidSession(cookie: string | undefined, token: string, now: number): boolean {
  const [endsAt, proof, ...rest] = cookie?.split('.') ?? [];
  if (endsAt === undefined || proof === undefined || rest.length > 0) return false;
  return matchesToken(proof, sign(endsAt, token)) && Number(endsAt) > now;
}

/** Set-Cookie's value. */
export function describeCookie(session: string, secure: boolean): string {
  const attributes = `Path=/; Max-Age=${SESSION_SECONDS}; HttpOnly; SameSite=Strict`;
  return `${SESSION_COOKIE}=${session}; ${attributes}${secure ? '; Secure' : ''}`;
}

/** From a Cookie header. */
export function readSessionCookie(header: string | null): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${SESSION_COOKIE}=`));
  return found?.slice(SESSION_COOKIE.length + 1);
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const sign = (endsAt: string, token: string): string =>
  createHmac('sha256', token).update(`breakwater session ${endsAt}`).digest('base64url');
