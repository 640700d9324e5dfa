import { headers as readHeaders } from 'next/headers';
import { decideAccess } from './access/decideAccess.ts';
import { isForeignRequest } from './access/origin.ts';
import { getServices, type Services } from './services.ts';

/** The context of every procedure. */
export interface Context {
  readonly services: Services;
  /** False: whoever asks must log in first. The login page has the same layout as all others. */
  readonly granted: boolean;
  /** True where a page of another origin sent the request: it may change nothing. */
  readonly foreign: boolean;
}

/** `headers`: of the request; left out where a server component calls, whose request Next knows. */
export async function createContext(headers?: Headers): Promise<Context> {
  const sent = headers ?? (await readHeaders());
  const services = getServices(sent);
  const request = { path: '/', headers: sent, now: Date.now() };
  return {
    services,
    granted: decideAccess(services.config, request) === 'granted',
    foreign: headers !== undefined && isForeignRequest(headers, services.config.publicUrl),
  };
}
