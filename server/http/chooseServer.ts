import type { IncomingMessage } from 'node:http';
import { SERVER_HEADER } from '../services.ts';

/**
 * Puts the server that the address names (?server=) into a header, where pages and routes find it. `names`: those that are
 * watched, none beside a pipeline. False: the address names another.
 */
export function chooseServer(
  { headers, url = '' }: Pick<IncomingMessage, 'headers' | 'url'>,
  names: readonly string[],
): boolean {
  delete headers[SERVER_HEADER];
  const query = url.indexOf('?');
  const name = query === -1 ? null : new URLSearchParams(url.slice(query)).get('server');
  if (name === null || names.length === 0) return true;
  if (!names.includes(name)) return false;
  headers[SERVER_HEADER] = name;
  return true;
}

/**
 * The overview of a watched server is a page of its own, behind the same address. Changed before Next sees it: what Next's
 * proxy rewrites may go over HTTP once more.
 */
export function chooseOverview(
  request: Pick<IncomingMessage, 'headers' | 'url'>,
  names: readonly string[],
): void {
  const root = /^\/(\?.*)?$/s.exec(request.url ?? '');
  const isChosen = names.length === 1 || request.headers[SERVER_HEADER] !== undefined;
  if (root !== null && names.length > 0 && isChosen) request.url = `/watch${root[1] ?? ''}`;
}
