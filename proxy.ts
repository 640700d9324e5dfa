import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { decideAccess } from './server/access/decideAccess.ts';
import { LOG_IN, WRONG_HOST } from './server/access/refusals.ts';
import { createCsp, SECURITY_HEADERS } from './server/access/securityHeaders.ts';
import { getServices } from './server/services.ts';

/** Before every page and route: who may come in, and the headers that every answer has. */
export function proxy(request: NextRequest): NextResponse {
  const { headers, nextUrl } = request;
  const path = nextUrl.pathname;
  const access = decideAccess(getServices().config, { path, headers, now: Date.now() });
  const isApi = path.startsWith('/api/');
  if (access === 'wrong-host') return refuse(403, WRONG_HOST);
  // tRPC refuses by itself, in the words that the page's client understands.
  if (access === 'log-in' && !path.startsWith('/api/trpc/')) {
    return isApi ? refuse(401, LOG_IN) : protect(toLogin(request));
  }
  if (isApi) return protect(NextResponse.next());
  if (namesNoServer(nextUrl.pathname)) return protect(toServers(request));
  return renderWithNonce(request);
}

// Everything that Next serves but its own built files, which hold no data.
export const config = { matcher: '/((?!_next/static/).*)' };

const refuse = (status: number, sentence: string): NextResponse =>
  protect(NextResponse.json({ error: sentence }, { status, headers: { 'cache-control': 'no-store' } }));

function toLogin({ nextUrl }: NextRequest): NextResponse {
  const login = nextUrl.clone();
  login.pathname = '/login';
  login.search = '';
  if (nextUrl.pathname !== '/') login.searchParams.set('next', `${nextUrl.pathname}${nextUrl.search}`);
  return NextResponse.redirect(login, 307);
}

/** With several servers the overview shows one (server/http/chooseServer.ts): where the address names none, that of all. */
const namesNoServer = (path: string): boolean => path === '/' && getServices().system.servers.length > 1;

function toServers({ nextUrl }: NextRequest): NextResponse {
  const servers = nextUrl.clone();
  servers.pathname = '/servers';
  return NextResponse.redirect(servers, 307);
}

/** Next finds the nonce in the request's own policy and puts it on its scripts. */
function renderWithNonce(request: NextRequest): NextResponse {
  // oxlint-disable-next-line node/no-process-env -- set by Next, not by people
  const csp = createCsp(randomBytes(16).toString('base64'), process.env.NODE_ENV === 'development');
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', csp);
  const response = protect(NextResponse.next({ request: { headers } }));
  response.headers.set('content-security-policy', csp);
  return response;
}

function protect(response: NextResponse): NextResponse {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  return response;
}
