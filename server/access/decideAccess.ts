import { isRightHost } from '../../http/hosts.ts';
import type { Config } from '../../worker/config/index.ts';
import { isValidSession, readSessionCookie } from './session.ts';

/** `wrong-host`: a name that somebody points at this machine; `log-in`: without a session of this token. */
export type Access = 'granted' | 'wrong-host' | 'log-in';

export interface AccessRequest {
  readonly path: string;
  readonly headers: Headers;
  readonly now: number;
}

const OPEN_PATHS = new Set(['/login', '/api/login', '/api/logout', '/api/health']);

/** Decides who may see what: everybody on this machine, or a caller that has shown DASHBOARD_TOKEN. */
export function decideAccess(
  { host, publicUrl, dashboardToken }: Pick<Config, 'host' | 'publicUrl' | 'dashboardToken'>,
  { path, headers, now }: AccessRequest,
): Access {
  if (!isRightHost(headers.get('host'), host, publicUrl)) return 'wrong-host';
  if (dashboardToken === undefined || OPEN_PATHS.has(path)) return 'granted';
  const session = readSessionCookie(headers.get('cookie'));
  return isValidSession(session, dashboardToken, now) ? 'granted' : 'log-in';
}
